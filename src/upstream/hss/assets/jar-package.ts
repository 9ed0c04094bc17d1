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
  size_bytes: integer('size'),
  uid: integer('uid'),
  gid: integer('gid'),
  file_mode: text('mode'),
  pid: integer('pid'),
  process_path: text('proc_path'),
  package_path: text('package_path'),
  is_embedded: bit('is_embedded'),
  scanned_at: instant('record_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
};
const decode = decoderOf(members);

/** One middleware package. The list of one server lacks name, size_bytes, gid, package_path and is_embedded: null then. */
type HssJarPackage = ReturnType<typeof decode>['members'];

export const jarPackages: AssetDescriptor<HssJarPackage> = {
  type: 'jar_package',
  decode,
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/midwares/detail', takesHostId: false, takesCategory: true, key: 'file_name' },
  server: { api: '/asset/{host_id}/jar-package', takesCategory: true, lacksMembers: true },
  statistics: { api: '/asset/midwares', name: 'file_name' },
  top: { api: '/asset/overview/statistics/top/jar-package' },
  countedAs: 'jar_package_num',
  collectedAs: ['midware'],
  cycleS: CYCLE.weekly,
};
