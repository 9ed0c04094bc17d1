import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, flag, instant, text } from './members.js';

const decode = decoderOf({
  agentId: text('agent_id'),
  userName: text('user_name'),
  loginPermission: flag('login_permission'),
  rootPermission: flag('root_permission'),
  userGroupName: text('user_group_name'),
  userHomeDir: text('user_home_dir'),
  shell: text('shell'),
  recentScanTime: instant('recent_scan_time'),
  firstScanTime: instant('first_scan_time'),
  containerId: text('container_id'),
  containerName: text('container_name'),
});

/** One account on one server or in one container. */
export type HssAccount = ReturnType<typeof decode>;

export const accounts: AssetDescriptor<HssAccount> = {
  type: 'users',
  decode,
  fleet: { api: '/asset/users', takesHostId: true, takesCategory: true },
  statistics: { api: '/asset/user/statistics', name: 'user_name' },
  top: { api: '/asset/overview/statistics/top/account' },
  countedAs: 'account_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
