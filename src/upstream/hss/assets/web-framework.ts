import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { bit, decoderOf, instant, integer, text, vendorNamesOf } from './members.js';

const members = {
  file_name: text('file_name'),
  name: text('name'),
  package_category: text('catalogue'),
  file_type: text('file_type'),
  version: text('version'),
  path: text('path'),
  hash: text('hash'),
  uid: integer('uid'),
  gid: integer('gid'),
  file_mode: text('mode'),
  pid: integer('pid'),
  process_path: text('proc_path'),
  is_embedded: bit('is_embedded'),
  scanned_at: instant('record_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
};
const decode = decoderOf(members);

/** One web framework file. The list of one server lacks is_embedded: null then. */
type HssWebFramework = ReturnType<typeof decode>['members'];

export const webFrameworks: AssetDescriptor<HssWebFramework> = {
  type: 'web_framework',
  decode,
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/host/web-framework', takesHostId: false, takesCategory: true },
  server: { api: '/asset/{host_id}/web-framework', takesCategory: true, lacksMembers: true },
  statistics: { api: '/asset/statistics/web-framework', name: 'file_name' },
  top: { api: '/asset/overview/statistics/top/web-framework' },
  countedAs: 'web_framework_num',
  // The vendor's page and its SDKs disagree on the spelling.
  collectedAs: ['web-framework', 'web-framwork'],
  cycleS: CYCLE.weekly,
};
