/** Which calls a scripted fault meets; every given member must match. */
export interface FaultMatch {
  /** Path after `/v5/{project_id}` (or a whole IAM path); a `*` at the end matches any rest. */
  readonly path?: string;
  readonly method?: string;
  readonly host_id?: string;
  readonly project_id?: string;
  /** Name or id of the user whose token or access key the call carries. */
  readonly user?: string;
  readonly offset?: number;
  readonly port?: number;
  /** Other query parameters with their exact values. */
  readonly query?: Readonly<Record<string, string>>;
}

/** One fault, with the names of the control plane. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** JSON, or a text that is sent unchanged; default: the gateway's body for that status. */
      readonly body?: unknown;
      /** Adds a Retry-After of so many seconds. */
      readonly retry_after_s?: number;
      readonly retry_after_form?: 'seconds' | 'date';
    }
  | { readonly kind: 'delay'; readonly delay_ms: number }
  | { readonly kind: 'drip'; readonly interval_ms?: number; readonly bytes?: number }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  | { readonly kind: 'oversize'; readonly bytes?: number }
  | { readonly kind: (typeof PLAIN_KINDS)[number] };

/** Kinds without further members. */
export const PLAIN_KINDS = [
  'hang',
  'header_timeout',
  'reset',
  'reset_mid_body',
  'cut',
  'fin',
  'truncated',
  'malformed',
  'chunk_garbage',
  'bad_gzip',
  'html',
  'empty_body',
  'drift',
  'null_list',
  'absent_list',
  'total_big',
  'total_small',
  'empty_page',
  'duplicate_rows',
  'unknown_members',
] as const;

export interface FaultScript {
  readonly match: FaultMatch;
  readonly fault: Fault;
  /** How many calls it meets; unlimited by default. */
  readonly times: number;
  /** How many matching calls pass before the first one it meets. */
  readonly after: number;
  readonly probability: number;
  /** Seed of the random numbers for `probability`. */
  readonly seed: number;
}

type Problems = string[];
type Shape = Readonly<Record<string, (value: unknown) => string | undefined>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? undefined : 'must be a text';
const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (value: unknown): string | undefined =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `must be a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`;
const words = (value: unknown): string | undefined =>
  isObject(value) && Object.values(value).every((entry) => typeof entry === 'string')
    ? undefined
    : 'must be an object of texts';

const MATCH: Shape = {
  path: text,
  method: text,
  host_id: text,
  project_id: text,
  user: text,
  offset: whole(0),
  port: whole(0),
  query: words,
};

const WITH_MEMBERS: Readonly<Record<string, { readonly needs: readonly string[]; readonly shape: Shape }>> = {
  status: {
    needs: ['status'],
    shape: {
      status: whole(200, 599),
      headers: words,
      body: () => undefined,
      retry_after_s: whole(0),
      retry_after_form: (value) =>
        value === 'seconds' || value === 'date' ? undefined : 'must be seconds or date',
    },
  },
  delay: { needs: ['delay_ms'], shape: { delay_ms: whole(0, 3_600_000) } },
  drip: { needs: [], shape: { interval_ms: whole(1, 60_000), bytes: whole(1) } },
  redirect: { needs: ['location'], shape: { location: text, status: whole(300, 399) } },
  oversize: { needs: [], shape: { bytes: whole(1, 1_073_741_824) } },
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkMembers(where: string, value: Record<string, unknown>, shape: Shape, problems: Problems): void {
  for (const [name, entry] of Object.entries(value)) {
    const check = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (check === undefined)
      problems.push(`${where}.${name}: no such member; there are ${Object.keys(shape).join(', ')}`);
    else {
      const problem = check(entry);
      if (problem !== undefined) problems.push(`${where}.${name}: ${problem}`);
    }
  }
}

function checkFault(fault: unknown, problems: Problems): void {
  if (!isObject(fault)) {
    problems.push('fault: must be an object with a kind');
    return;
  }
  const { kind, ...members } = fault;
  const known = [...Object.keys(WITH_MEMBERS), ...PLAIN_KINDS];
  if (typeof kind !== 'string' || !known.includes(kind)) {
    problems.push(`fault.kind: must be one of ${known.join(', ')}`);
    return;
  }
  const { needs, shape } = WITH_MEMBERS[kind] ?? { needs: [], shape: {} };
  for (const name of needs)
    if (members[name] === undefined) problems.push(`fault.${name}: is needed by ${kind}`);
  checkMembers('fault', members, shape, problems);
}

/** Returns the script of a posted value, or all its faults. */
export function parseFaultScript(
  value: unknown,
): { readonly script: FaultScript } | { readonly problems: string[] } {
  if (!isObject(value)) return { problems: ['must be a JSON object with a member "fault"'] };
  const { match = {}, fault, times, after, probability, seed, ...rest } = value;
  const problems: Problems = Object.keys(rest).map((name) => `${name}: no such member`);
  if (!isObject(match)) problems.push('match: must be an object');
  else checkMembers('match', match, MATCH, problems);
  checkFault(fault, problems);
  const numbers: [string, unknown, (value: unknown) => string | undefined][] = [
    ['times', times, whole(1)],
    ['after', after, whole(0)],
    ['seed', seed, whole(0)],
    [
      'probability',
      probability,
      (p) => (typeof p === 'number' && p >= 0 && p <= 1 ? undefined : 'must lie from 0 to 1'),
    ],
  ];
  for (const [name, given, check] of numbers) {
    const problem = given === undefined ? undefined : check(given);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  if (problems.length > 0) return { problems };
  return {
    script: {
      match: match as FaultMatch,
      fault: fault as Fault,
      times: (times as number | undefined) ?? Number.POSITIVE_INFINITY,
      after: (after as number | undefined) ?? 0,
      probability: (probability as number | undefined) ?? 1,
      seed: (seed as number | undefined) ?? 0,
    },
  };
}
