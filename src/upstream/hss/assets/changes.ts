import type { WireObject } from '../decode.js';
import { autoLaunchKind } from './auto-launch.js';
import type { AssetType } from './descriptor.js';
import { textOf, unusable } from '../decode.js';
import { decoderOf, flag, instant, integerOrDigits, text, type Member, type LocatedRow } from './members.js';

export type ChangeKind = 'add' | 'delete' | 'modify' | 'other';

/** Upper case for accounts, lower case for the others. */
const kind =
  (name: string): Member<ChangeKind> =>
  (row) => {
    const word = textOf(row[name], name)?.toLowerCase();
    return word === 'add' || word === 'delete' || word === 'modify' ? word : 'other';
  };

/** When a change was seen; a change without a time cannot be placed. */
const seenAt: Member<string> = (row) => {
  const at = instant('recent_scan_time')(row);
  if (at === null) throw unusable('recent_scan_time', 'is missing');
  return at;
};

const decodeAccountChange = decoderOf({
  change: kind('change_type'),
  seen_at: seenAt,
  user_name: text('user_name'),
  login_permission: flag('login_permission'),
  root_permission: flag('root_permission'),
  user_group_name: text('user_group_name'),
  user_home_dir: text('user_home_dir'),
  shell: text('shell'),
  expire_time: instant('expire_time'),
});
type HssAccountChange = ReturnType<typeof decodeAccountChange>['members'];

const type = integerOrDigits('type');

const decodeAutoLaunchChange = decoderOf({
  change: kind('variation_type'),
  seen_at: seenAt,
  name: text('name'),
  type,
  kind: (row) => autoLaunchKind(type(row)),
  path: text('path'),
  hash: text('hash'),
  run_user: text('run_user'),
});
type HssAutoLaunchChange = ReturnType<typeof decodeAutoLaunchChange>['members'];

const decodeAppChange = decoderOf({
  change: kind('variation_type'),
  seen_at: seenAt,
  app_name: text('app_name'),
  version: text('version'),
  update_time: instant('update_time'),
});
type HssAppChange = ReturnType<typeof decodeAppChange>['members'];

/** The history of one fingerprint: a fleet-wide list over a span of time. */
export interface ChangeHistory<M extends object> {
  readonly type: AssetType;
  readonly api: string;
  readonly decode: (row: WireObject, askedHost?: string) => LocatedRow<M>;
  /** The largest offset that the list takes. */
  readonly maxOffset: number;
  /** What keeps the order of the pages fixed, where the list can be told. */
  readonly fixed: Readonly<Record<string, string>>;
}

export const accountChanges: ChangeHistory<HssAccountChange> = {
  type: 'users',
  api: '/asset/user/change-history',
  // This list calls the address private_ip.
  decode: (row, askedHost) => decodeAccountChange({ ...row, host_ip: row['private_ip'] }, askedHost),
  maxOffset: 10_000,
  fixed: {},
};

const SORTED = { sort_key: 'recent_scan_time', sort_dir: 'desc' } as const;

export const autoLaunchChanges: ChangeHistory<HssAutoLaunchChange> = {
  type: 'auto_launch',
  api: '/asset/auto-launch/change-history',
  decode: decodeAutoLaunchChange,
  maxOffset: 2_000_000,
  fixed: SORTED,
};

export const appChanges: ChangeHistory<HssAppChange> = {
  type: 'app',
  api: '/asset/app/change-history',
  decode: decodeAppChange,
  maxOffset: 2_000_000,
  fixed: SORTED,
};
