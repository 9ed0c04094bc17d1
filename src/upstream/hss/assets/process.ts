import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, text } from './members.js';

const decode = decoderOf({
  host_name: text('host_name'),
  host_ip: text('host_ip'),
  process_path: text('process_path'),
  process_pid: integer('process_pid'),
  launch_params: text('launch_params'),
  launch_time: instant('launch_time'),
  run_permission: text('run_permission'),
  hash: text('hash'),
  container_id: text('container_id'),
  container_name: text('container_name'),
});

/** One process. Its rows say the server's name and address, and never its id. */
type HssProcess = ReturnType<typeof decode>['members'];

export const processes: AssetDescriptor<HssProcess> = {
  type: 'process',
  decode,
  fleet: { api: '/asset/processes/detail', takesHostId: false, takesCategory: true },
  statistics: { api: '/asset/process/statistics', name: 'path' },
  top: { api: '/asset/overview/statistics/top/process' },
  countedAs: 'process_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
