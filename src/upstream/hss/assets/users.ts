import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, flag, instant, text } from './members.js';

const decode = decoderOf({
  user_name: text('user_name'),
  login_permission: flag('login_permission'),
  root_permission: flag('root_permission'),
  user_group_name: text('user_group_name'),
  user_home_dir: text('user_home_dir'),
  shell: text('shell'),
  recent_scan_time: instant('recent_scan_time'),
  first_scan_time: instant('first_scan_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
  agent_id: text('agent_id'),
});

/** One account on one server or in one container. */
type HssAccount = ReturnType<typeof decode>['members'];

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
