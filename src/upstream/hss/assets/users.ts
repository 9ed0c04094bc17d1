import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, flag, instant, text, vendorNamesOf } from './members.js';

const members = {
  user_name: text('user_name'),
  can_login: flag('login_permission'),
  is_root: flag('root_permission'),
  group_name: text('user_group_name'),
  home_dir: text('user_home_dir'),
  shell: text('shell'),
  scanned_at: instant('recent_scan_time'),
  first_seen_at: instant('first_scan_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
  agent_id: text('agent_id'),
};
const decode = decoderOf(members);

/** One account on one server or in one container. */
type HssAccount = ReturnType<typeof decode>['members'];

export const accounts: AssetDescriptor<HssAccount> = {
  type: 'users',
  decode,
  // The list's filter has another name than the member of its rows.
  vendorNames: { ...vendorNamesOf(members), group_name: ['user_group_name', 'user_group'] },
  fleet: { api: '/asset/users', takesHostId: true, takesCategory: true },
  statistics: { api: '/asset/user/statistics', name: 'user_name' },
  top: { api: '/asset/overview/statistics/top/account' },
  countedAs: 'account_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
