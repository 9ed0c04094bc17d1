import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { bit, decoderOf, instant, integer, text } from './members.js';

const decode = decoderOf({
  file_name: text('file_name'),
  name: text('name'),
  catalogue: text('catalogue'),
  file_type: text('file_type'),
  version: text('version'),
  path: text('path'),
  hash: text('hash'),
  size: integer('size'),
  uid: integer('uid'),
  gid: integer('gid'),
  mode: text('mode'),
  pid: integer('pid'),
  proc_path: text('proc_path'),
  package_path: text('package_path'),
  is_embedded: bit('is_embedded'),
  record_time: instant('record_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
});

/** One middleware package. The list of one server lacks name, size, gid, packagePath and is_embedded: null then. */
type HssJarPackage = ReturnType<typeof decode>['members'];

export const jarPackages: AssetDescriptor<HssJarPackage> = {
  type: 'jar_package',
  decode,
  fleet: { api: '/asset/midwares/detail', takesHostId: false, takesCategory: true, key: 'file_name' },
  server: { api: '/asset/{host_id}/jar-package', takesCategory: true, lacksMembers: true },
  statistics: { api: '/asset/midwares', name: 'file_name' },
  top: { api: '/asset/overview/statistics/top/jar-package' },
  countedAs: 'jar_package_num',
  collectedAs: ['midware'],
  cycleS: CYCLE.weekly,
};
