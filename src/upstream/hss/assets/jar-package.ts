import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { bit, decoderOf, instant, integer, text } from './members.js';

const decode = decoderOf({
  fileName: text('file_name'),
  name: text('name'),
  catalogue: text('catalogue'),
  fileType: text('file_type'),
  version: text('version'),
  path: text('path'),
  hash: text('hash'),
  size: integer('size'),
  uid: integer('uid'),
  gid: integer('gid'),
  mode: text('mode'),
  pid: integer('pid'),
  procPath: text('proc_path'),
  packagePath: text('package_path'),
  isEmbedded: bit('is_embedded'),
  recordTime: instant('record_time'),
  containerId: text('container_id'),
  containerName: text('container_name'),
});

/** One middleware package. The list of one server lacks name, size, gid, packagePath and isEmbedded: null then. */
export type HssJarPackage = ReturnType<typeof decode>;

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
