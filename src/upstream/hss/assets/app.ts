import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, text, vendorNamesOf } from './members.js';

const members = {
  app_name: text('app_name'),
  version: text('version'),
  install_path: text('install_dir'),
  updated_at: instant('update_time'),
  scanned_at: instant('recent_scan_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
  agent_id: text('agent_id'),
};
const decode = decoderOf(members);

/** One piece of software on one server or in one container. */
type HssApp = ReturnType<typeof decode>['members'];

export const apps: AssetDescriptor<HssApp> = {
  type: 'app',
  decode,
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/apps', takesHostId: true, takesCategory: true },
  statistics: { api: '/asset/app/statistics', name: 'app_name' },
  top: { api: '/asset/overview/statistics/top/software' },
  countedAs: 'app_num',
  collectedAs: [],
  cycleS: CYCLE.daily,
};
