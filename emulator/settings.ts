import { EXPORT_FORMATS, EXPORT_ZIPS } from './hss/export/modes.js';
import { latencyOf, type Latency } from './gateway/latency.js';

const METADATA_MODES = ['off', 'session', 'plain', 'no-agency'] as const;
const IPV6_MODES = ['separate', 'refused', 'folded'] as const;

/** What can be changed while the emulator runs. Names are those of the control plane. */
export interface Settings {
  /** Time before an answer: one number, or median and 99th percentile. */
  latency_ms: Latency;
  /** Calls of one API by one user in a window; 0 is off. */
  quota_per_minute: number;
  /** Calls of one API by everybody; 0 is off. */
  quota_api_per_minute: number;
  /** Calls of one API from one address; 0 is off. */
  quota_ip_per_minute: number;
  /** Length of the windows; the vendor's is 60. */
  quota_window_s: number;
  /** Token requests in a window; 0 is off. */
  iam_quota_per_minute: number;
  /** Whether a 429 has Retry-After; the vendor sends none. */
  retry_after: 'none' | 'seconds' | 'date';
  /** Whether the text of a 429 states the limit, as the vendor's does. */
  throttle_text: 'limit' | 'none';
  token_ttl_s: number;
  /** Characters of a token's text; real ones have 1 224 to 9 120. */
  token_bytes: number;
  /** Tokens work only in the region of the IAM that issued them. */
  regional_tokens: boolean;
  /** The answer to a revoked or expired token. */
  dead_token_code: 'APIGW.0307' | 'APIGW.0301';
  lockout_failures: number;
  lockout_window_s: number;
  lockout_s: number;
  /** The failed check in a row that locks a key; the vendor locks at more than five. */
  ak_lock_failures: number;
  ak_lock_s: number;
  /**
   * The metadata service of servers: off; with sessions, as today; without them, as on older servers; or of a server that
   * has no agency.
   */
  metadata_service: (typeof METADATA_MODES)[number];
  /** Life of the keys that it gives out; the vendor's is an hour. */
  metadata_key_s: number;
  /** How far the emulated cloud's clock is ahead of this machine's. */
  clock_offset_ms: number;
  /** Whether page sizes outside 10 to 200 are changed to the nearest bound instead of refused. */
  clamp_limit: boolean;
  /** Largest page that lists take; the documents say 200, public tests used 100, 20 and 10. */
  max_limit: number;
  /** Spelling of the third port status. */
  status_unknown: 'unknow' | 'unknown';
  /**
   * How port statistics treat IPv6: lines and filter words of their own; lines, but HSS.0001 for the words, which older
   * copies of the documents lack; or no lines, because TCP6 counts as TCP and UDP6 as UDP.
   */
  statistics_ipv6: (typeof IPV6_MODES)[number];
  /** Whether a web firewall stands in front: answers in chunks with its cookies and its name as `Server`. */
  firewall: boolean;
  /** The answer of a list to a server that does not exist. */
  unknown_host: 'empty' | 'not_found';
  /** Whether servers, groups, export tasks and downloads need the header `region`. */
  require_region_header: boolean;
  /** How often a manual collection answers "scanning" before it is done. */
  collect_polls: number;
  /** Spelling of the type that manual collection accepts; sources disagree. */
  collect_spelling: 'both' | 'web-framework' | 'web-framwork';
  /** How often an export answers "running" before it ends. */
  export_polls: number;
  /** How exports end; `expired` succeeds, but the file is gone. */
  export_outcome: 'success' | 'failure' | 'endless' | 'expired';
  /** Format of the file inside the ZIP. */
  export_format: (typeof EXPORT_FORMATS)[number];
  /** Whether the ZIP is valid, or damaged in one way. */
  export_zip: (typeof EXPORT_ZIPS)[number];
  /** Compression from 0 (none) to 9. */
  export_level: number;
  /** Whether downloads support Range. */
  export_range: boolean;
  /** Exports of one project that may run at once; 0 is any number. */
  export_max_running: number;
  /** Whether exports accept the column host_id, which only the vendor's example uses. */
  export_host_id: boolean;
  /** Calls kept for `GET /__emulator/calls/log`; 0 is off. */
  call_log: number;
}

export const DEFAULT_SETTINGS: Settings = {
  latency_ms: { median: 0, p99: 0 },
  quota_per_minute: 0,
  quota_api_per_minute: 0,
  quota_ip_per_minute: 0,
  quota_window_s: 60,
  iam_quota_per_minute: 0,
  retry_after: 'none',
  throttle_text: 'limit',
  token_ttl_s: 86_400,
  token_bytes: 1200,
  regional_tokens: false,
  dead_token_code: 'APIGW.0307',
  lockout_failures: 5,
  lockout_window_s: 900,
  lockout_s: 900,
  ak_lock_failures: 6,
  ak_lock_s: 300,
  metadata_service: 'off',
  metadata_key_s: 3_600,
  clock_offset_ms: 0,
  clamp_limit: false,
  max_limit: 200,
  status_unknown: 'unknow',
  statistics_ipv6: 'separate',
  firewall: false,
  unknown_host: 'empty',
  require_region_header: false,
  collect_polls: 2,
  collect_spelling: 'both',
  export_polls: 2,
  export_outcome: 'success',
  export_format: 'csv',
  export_zip: 'good',
  export_level: 6,
  export_range: false,
  export_max_running: 0,
  export_host_id: true,
  call_log: 0,
};

type Check = (value: unknown) => { readonly value: unknown } | string;

const whole =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : `must be a whole number from ${min} to ${max}`;

const real =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? { value }
      : `must be a number from ${min} to ${max}`;

const flag: Check = (value) => (typeof value === 'boolean' ? { value } : 'must be true or false');

const oneOf =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? { value } : `must be one of ${words.join(', ')}`;

const latency: Check = (value) => {
  const parsed = latencyOf(value);
  return typeof parsed === 'string' ? parsed : { value: parsed };
};

const CHECKS: Readonly<Record<keyof Settings, Check>> = {
  latency_ms: latency,
  quota_per_minute: whole(0, 1_000_000),
  quota_api_per_minute: whole(0, 1_000_000),
  quota_ip_per_minute: whole(0, 1_000_000),
  quota_window_s: real(0.1, 3600),
  iam_quota_per_minute: whole(0, 1_000_000),
  retry_after: oneOf('none', 'seconds', 'date'),
  throttle_text: oneOf('limit', 'none'),
  token_ttl_s: real(0.001, 31_536_000),
  token_bytes: whole(40, 32_768),
  regional_tokens: flag,
  dead_token_code: oneOf('APIGW.0307', 'APIGW.0301'),
  lockout_failures: whole(1, 1000),
  lockout_window_s: real(1, 86_400),
  lockout_s: real(0.1, 86_400),
  ak_lock_failures: whole(1, 1000),
  ak_lock_s: real(0.1, 86_400),
  metadata_service: oneOf(...METADATA_MODES),
  metadata_key_s: real(0.1, 86_400),
  clock_offset_ms: whole(-31_536_000_000, 31_536_000_000),
  clamp_limit: flag,
  max_limit: whole(10, 200),
  status_unknown: oneOf('unknow', 'unknown'),
  statistics_ipv6: oneOf(...IPV6_MODES),
  firewall: flag,
  unknown_host: oneOf('empty', 'not_found'),
  require_region_header: flag,
  collect_polls: whole(0, 1000),
  collect_spelling: oneOf('both', 'web-framework', 'web-framwork'),
  export_polls: whole(0, 100_000),
  export_outcome: oneOf('success', 'failure', 'endless', 'expired'),
  export_format: oneOf(...EXPORT_FORMATS),
  export_zip: oneOf(...EXPORT_ZIPS),
  export_level: whole(0, 9),
  export_range: flag,
  export_max_running: whole(0, 1000),
  export_host_id: flag,
  call_log: whole(0, 1_000_000),
};

/** Returns the settings with `patch` applied, or every fault of the patch: unknown names, wrong types, values out of range. */
export function patchSettings(
  current: Settings,
  patch: Readonly<Record<string, unknown>>,
): { readonly settings: Settings } | { readonly faults: string[] } {
  const settings: Record<string, unknown> = { ...current };
  const faults: string[] = [];
  for (const [name, value] of Object.entries(patch)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof Settings] : undefined;
    if (check === undefined) {
      faults.push(`${name}: no such setting; there are ${Object.keys(CHECKS).join(', ')}`);
      continue;
    }
    const result = check(value);
    if (typeof result === 'string') faults.push(`${name}: ${result}`);
    else settings[name] = result.value;
  }
  return faults.length > 0 ? { faults } : { settings: settings as unknown as Settings };
}
