import type { Fault, FaultKind } from '../../kernel/fault.js';
import { Problem, type ProblemExtras, type ProblemKind } from './problem.js';

interface ProblemOfFault {
  readonly problem: ProblemKind;
  /** One sentence for callers; never the vendor's text. */
  readonly title: string;
}

/** The problem that callers get for each fault. Exhaustive by type. */
const PROBLEMS: Readonly<Record<FaultKind, ProblemOfFault>> = {
  credential: {
    problem: 'upstream-unavailable',
    title: 'This service cannot sign in upstream at the moment',
  },
  forbidden: { problem: 'upstream-failed', title: 'The upstream service denies this service the call' },
  not_found: { problem: 'upstream-failed', title: 'The upstream service does not know this' },
  rejected: { problem: 'upstream-failed', title: 'The upstream service calls the request invalid' },
  blocked: {
    problem: 'upstream-unavailable',
    title: 'A firewall in front of the upstream service blocks the call',
  },
  throttled: { problem: 'upstream-unavailable', title: 'The upstream quota is used up' },
  unavailable: { problem: 'upstream-unavailable', title: 'The upstream service is failing' },
  network: { problem: 'upstream-unavailable', title: 'The upstream service cannot be reached' },
  timeout: { problem: 'deadline-exceeded', title: 'The upstream service takes too long' },
  deadline: { problem: 'deadline-exceeded', title: 'Not read before the deadline' },
  bad_payload: { problem: 'upstream-failed', title: 'The upstream service answered something unusable' },
  changed_during_read: { problem: 'upstream-failed', title: 'Rows kept changing while they were read' },
  too_many_rows: {
    problem: 'upstream-failed',
    title: 'The host has more rows than this service reads of one host',
  },
  answer_too_large: {
    problem: 'answer-too-large',
    title:
      'The answer must be held whole and does not fit: ask for a page, a stream without `sort`, or fewer hosts',
  },
  cancelled: { problem: 'deadline-exceeded', title: 'The request was cancelled' },
  circuit_open: {
    problem: 'upstream-unavailable',
    title: 'The upstream service failed too often; resting before the next try',
  },
  overloaded: { problem: 'overloaded', title: 'This service is too busy' },
  out_of_points: { problem: 'rate-limited', title: 'Your points of this minute are used up' },
  draining: { problem: 'draining', title: 'Not read before this process ended' },
};

/** Problems whose answer has `Retry-After`. */
const WAITS: ReadonlySet<ProblemKind> = new Set([
  'upstream-unavailable',
  'overloaded',
  'draining',
  'rate-limited',
]);

/** Returns the title that a caller reads for a fault of this kind. */
export function faultTitle(kind: FaultKind): string {
  return PROBLEMS[kind].title;
}

/** What the vendor said about a fault, and what an operator can do: as callers read it, where there is anything. */
export interface UpstreamFacts {
  /** The vendor's error code. */
  readonly upstream_code?: string;
  /** The vendor's own id of the refused call. */
  readonly upstream_request_id?: string;
  /** What an operator can do. */
  readonly hint?: string;
}

/** Returns what callers may read of the vendor's answer. Absent members are left out. */
export function upstreamFacts({ upstreamCode, upstreamRequestId, hint }: Fault): UpstreamFacts {
  return {
    ...(upstreamCode === undefined ? {} : { upstream_code: upstreamCode }),
    ...(upstreamRequestId === undefined ? {} : { upstream_request_id: upstreamRequestId }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Returns the fault as a caller's problem. A 429 and a 503 always have `Retry-After`. */
export function problemOf(fault: Fault, extras: ProblemExtras = {}): Problem {
  const { problem, title } = PROBLEMS[fault.kind];
  const waits = WAITS.has(problem);
  const retryAfterS = waits
    ? { retryAfterS: Math.max(1, Math.ceil((fault.retryAfterMs ?? 5_000) / 1_000)) }
    : {};
  const members = { ...upstreamFacts(fault), ...extras.members };
  return new Problem(problem, title, { ...retryAfterS, ...extras, members, cause: fault });
}
