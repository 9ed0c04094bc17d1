import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integerOrDigits, text } from './members.js';

/** What the vendor's numbers stand for. */
export const AUTO_LAUNCH_KINDS = [
  'service',
  'scheduled_task',
  'preloaded_library',
  'run_key',
  'startup_folder',
] as const;
export type AutoLaunchKind = (typeof AUTO_LAUNCH_KINDS)[number] | 'other';

/** The number as a word; `other` for one the vendor adds some day. */
export function autoLaunchKind(type: number | null): AutoLaunchKind {
  return (type === null ? undefined : AUTO_LAUNCH_KINDS[type]) ?? 'other';
}

const type = integerOrDigits('type');

const decode = decoderOf({
  name: text('name'),
  type,
  kind: (row) => autoLaunchKind(type(row)),
  path: text('path'),
  hash: text('hash'),
  run_user: text('run_user'),
  recent_scan_time: instant('recent_scan_time'),
  agent_id: text('agent_id'),
});

/** One auto-start item on one server. */
type HssAutoLaunch = ReturnType<typeof decode>['members'];

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
