import { autoLaunchKind } from './auto-launch.js';
import type { AssetType } from './descriptor.js';
import { instantOf, textOf, unusable } from '../decode.js';
import {
  decoderOf,
  flag,
  instant,
  integerOrDigits,
  member,
  text,
  vendorNamesOf,
  type Member,
  type RowDecoder,
  type VendorNames,
} from './members.js';

export const CHANGE_KINDS = ['added', 'removed', 'changed', 'other'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The vendor's words for kinds of changes, in lower case. */
const KINDS: Readonly<Record<string, ChangeKind>> = { add: 'added', delete: 'removed', modify: 'changed' };

/** Upper case for accounts, lower case for the others. */
const kind = (name: string): Member<ChangeKind> =>
  member(name, (row) => {
    const word = textOf(row[name], name)?.toLowerCase() ?? '';
    return (Object.hasOwn(KINDS, word) ? KINDS[word] : undefined) ?? 'other';
  });

/** When a change was seen; a change without a time cannot be placed. */
const seenAt = member('recent_scan_time', (row): string => {
  const at = instantOf(row['recent_scan_time'], 'recent_scan_time');
  if (at === null) throw unusable('recent_scan_time', 'is missing');
  return at;
});

const accountChangeMembers = {
  change: kind('change_type'),
  seen_at: seenAt,
  user_name: text('user_name'),
  can_login: flag('login_permission'),
  is_root: flag('root_permission'),
  group_name: text('user_group_name'),
  home_dir: text('user_home_dir'),
  shell: text('shell'),
  expires_at: instant('expire_time'),
};
const decodeAccountChange = decoderOf(accountChangeMembers);
type HssAccountChange = ReturnType<typeof decodeAccountChange>['members'];

const autoLaunchChangeMembers = {
  change: kind('variation_type'),
  seen_at: seenAt,
  name: text('name'),
  kind: autoLaunchKind,
  kind_code: integerOrDigits('type'),
  path: text('path'),
  hash: text('hash'),
  run_user: text('run_user'),
};
const decodeAutoLaunchChange = decoderOf(autoLaunchChangeMembers);
type HssAutoLaunchChange = ReturnType<typeof decodeAutoLaunchChange>['members'];

const appChangeMembers = {
  change: kind('variation_type'),
  seen_at: seenAt,
  app_name: text('app_name'),
  version: text('version'),
  updated_at: instant('update_time'),
};
const decodeAppChange = decoderOf(appChangeMembers);
type HssAppChange = ReturnType<typeof decodeAppChange>['members'];

/** The history of one fingerprint: a fleet-wide list over a span of time. */
export interface ChangeHistory<M extends object> {
  readonly type: AssetType;
  readonly api: string;
  readonly decode: RowDecoder<M>;
  readonly vendorNames: VendorNames;
  /** The largest offset that the list takes. */
  readonly maxOffset: number;
  /** Query parameters that fix the order of the pages, where the list has such parameters. */
  readonly fixed: Readonly<Record<string, string>>;
}

export const accountChanges: ChangeHistory<HssAccountChange> = {
  type: 'users',
  api: '/asset/user/change-history',
  // This list calls the address private_ip.
  decode: (row, askedHost) => decodeAccountChange({ ...row, host_ip: row['private_ip'] }, askedHost),
  vendorNames: { ...vendorNamesOf(accountChangeMembers), host_ip: ['private_ip'] },
  maxOffset: 10_000,
  fixed: {},
};

const SORTED = { sort_key: 'recent_scan_time', sort_dir: 'desc' } as const;

export const autoLaunchChanges: ChangeHistory<HssAutoLaunchChange> = {
  type: 'auto_launch',
  api: '/asset/auto-launch/change-history',
  decode: decodeAutoLaunchChange,
  vendorNames: vendorNamesOf(autoLaunchChangeMembers),
  maxOffset: 2_000_000,
  fixed: SORTED,
};

export const appChanges: ChangeHistory<HssAppChange> = {
  type: 'app',
  api: '/asset/app/change-history',
  decode: decodeAppChange,
  vendorNames: vendorNamesOf(appChangeMembers),
  maxOffset: 2_000_000,
  fixed: SORTED,
};
