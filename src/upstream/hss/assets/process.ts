import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, text } from './members.js';

const decode = decoderOf({
  processPath: text('process_path'),
  processPid: integer('process_pid'),
  launchParams: text('launch_params'),
  launchTime: instant('launch_time'),
  runPermission: text('run_permission'),
  hash: text('hash'),
  containerId: text('container_id'),
  containerName: text('container_name'),
});

/** One process. Its rows say the server's name and address, and never its id. */
export type HssProcess = ReturnType<typeof decode>;

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
