import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integerOrDigits, text } from './members.js';

const decode = decoderOf({
  agentId: text('agent_id'),
  name: text('name'),
  type: integerOrDigits('type'),
  path: text('path'),
  hash: text('hash'),
  runUser: text('run_user'),
  recentScanTime: instant('recent_scan_time'),
});

/** One auto-start item on one server. */
export type HssAutoLaunch = ReturnType<typeof decode>;

export const autoLaunches: AssetDescriptor<HssAutoLaunch> = {
  type: 'auto_launch',
  decode,
  fleet: { api: '/asset/auto-launchs', takesHostId: true, takesCategory: false },
  statistics: { api: '/asset/auto-launch/statistics', name: 'name' },
  top: { api: '/asset/overview/statistics/top/auto-launch' },
  countedAs: 'auto_launch_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
