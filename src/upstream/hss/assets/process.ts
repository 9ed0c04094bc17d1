import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, text, vendorNamesOf } from './members.js';

const members = {
  host_name: text('host_name'),
  host_ip: text('host_ip'),
  process_path: text('process_path'),
  pid: integer('process_pid'),
  arguments: text('launch_params'),
  started_at: instant('launch_time'),
  file_mode: text('run_permission'),
  hash: text('hash'),
  container_id: text('container_id'),
  container_name: text('container_name'),
};
const decode = decoderOf(members);

/** One process. Its rows say the server's name and address, and never its id. */
type HssProcess = ReturnType<typeof decode>['members'];

export const processes: AssetDescriptor<HssProcess> = {
  type: 'process',
  decode,
  // The list's filter has another name than the member of its rows.
  vendorNames: { ...vendorNamesOf(members), process_path: ['process_path', 'path'] },
  fleet: { api: '/asset/processes/detail', takesHostId: false, takesCategory: true },
  statistics: { api: '/asset/process/statistics', name: 'path' },
  top: { api: '/asset/overview/statistics/top/process' },
  countedAs: 'process_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
