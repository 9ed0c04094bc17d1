import { objectOf } from '../decode.js';
import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, text, vendorNamesOf } from './members.js';

const members = {
  name: text('name'),
  file_name: text('file_name'),
  version: text('version'),
  source_version: text('srcversion'),
  path: text('path'),
  size_bytes: integer('size'),
  file_mode: text('mode'),
  uid: integer('uid'),
  created_at: instant('ctime'),
  modified_at: instant('mtime'),
  hash: text('hash'),
  description: text('desc'),
  scanned_at: instant('record_time'),
};
const decodeFlat = decoderOf(members);

/** One kernel module of one server. */
type HssKernelModule = ReturnType<typeof decodeFlat>['members'];

export const kernelModules: AssetDescriptor<HssKernelModule> = {
  type: 'kernel_module',
  // The list over all servers nests the details, the list of one server does not.
  decode: (row, askedHost) => {
    const nested = row['kernel_module_info'];
    if (nested === undefined || nested === null) return decodeFlat(row, askedHost);
    const { host_id, host_name, host_ip } = row;
    return decodeFlat({ ...objectOf(nested, 'kernel_module_info'), host_id, host_name, host_ip }, askedHost);
  },
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/host/kernel-module', takesHostId: false, takesCategory: false, key: 'name' },
  server: { api: '/asset/{host_id}/kernel-module', takesCategory: false },
  statistics: { api: '/asset/statistics/kernel-module', name: 'name' },
  top: { api: '/asset/overview/statistics/top/kernel-module' },
  countedAs: 'kernel_module_num',
  collectedAs: ['kernel-module'],
  cycleS: CYCLE.weekly,
};
