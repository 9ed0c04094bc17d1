import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integerOrDigits, member, text, vendorNamesOf } from './members.js';

/** What the vendor's numbers stand for. */
export const AUTO_LAUNCH_KINDS = [
  'service',
  'scheduled_task',
  'preloaded_library',
  'run_key',
  'startup_folder',
] as const;
export type AutoLaunchKind = (typeof AUTO_LAUNCH_KINDS)[number] | 'other';

const kindCode = integerOrDigits('type');

/** Reads the vendor's number as a word; `other` for a number that the vendor adds later. */
export const autoLaunchKind = member<AutoLaunchKind>('type', (row) => {
  const code = kindCode(row);
  return (code === null ? undefined : AUTO_LAUNCH_KINDS[code]) ?? 'other';
});

const members = {
  name: text('name'),
  kind: autoLaunchKind,
  kind_code: kindCode,
  path: text('path'),
  hash: text('hash'),
  run_user: text('run_user'),
  scanned_at: instant('recent_scan_time'),
  agent_id: text('agent_id'),
};
const decode = decoderOf(members);

/** One auto-start item on one server. */
type HssAutoLaunch = ReturnType<typeof decode>['members'];

export const autoLaunches: AssetDescriptor<HssAutoLaunch> = {
  type: 'auto_launch',
  decode,
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/auto-launchs', takesHostId: true, takesCategory: false },
  statistics: { api: '/asset/auto-launch/statistics', name: 'name' },
  top: { api: '/asset/overview/statistics/top/auto-launch' },
  countedAs: 'auto_launch_num',
  collectedAs: [],
  cycleS: CYCLE.hourly,
};
