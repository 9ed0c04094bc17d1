import type { FaultKind } from '../../kernel/fault.js';
import type { UpstreamFacts } from '../../platform/problem/fault-problem.js';

/** One host that could not be read: its rows are missing. */
export interface HostFailure extends UpstreamFacts {
  readonly project: string;
  /** `*`: the hosts of the project could not be listed, or (`changed_during_read`) not all of them for certain. */
  readonly host_id: string;
  /** The cause, for programs. */
  readonly code: FaultKind;
  /** The cause, for people. */
  readonly title: string;
  readonly retryable: boolean;
  /** 0 when the host was not even asked. */
  readonly attempts: number;
}

export interface HostCounts {
  readonly requested: number;
  /** Of these, the ones that this answer or this page has read: `answered` and `failed` together. */
  readonly read: number;
  readonly answered: number;
  readonly failed: number;
}

/** What one plan would have cost; without numbers where it cannot answer exactly, then with the reason. */
export interface PlanCost {
  readonly plan: string;
  readonly applicable: boolean;
  readonly calls: number | null;
  readonly expected_ms: number | null;
  readonly reason: string | null;
}

/** Why a plan was chosen. */
export interface Explanation {
  readonly reason: string;
  /** Empty when there was nothing to choose. */
  readonly plans: PlanCost[];
}

/** Why an answer is not complete, where no single host is the cause. */
export const INCOMPLETE_REASONS = [
  'draining',
  'rows_missing',
  'rows_alike',
  'unlisted_servers',
  'not_checked',
  'too_many_rows',
] as const;
export type IncompleteReason = (typeof INCOMPLETE_REASONS)[number];

/** Figures of an answer. Times in milliseconds; `as_of` is when its oldest row was read upstream, in RFC 3339. */
export interface Summary {
  readonly complete: boolean;
  readonly reason?: IncompleteReason;
  readonly hosts: HostCounts;
  readonly items: number;
  /** Rows of all pages; absent where only further calls could tell. */
  readonly total?: number;
  readonly plan: string;
  readonly estimated_calls: number;
  readonly upstream_calls: number;
  readonly cache_hits: number;
  readonly as_of: string;
  /** Whether older rows were given out because the vendor failed. Present when the caller allowed that. */
  stale?: boolean;
  readonly elapsed_ms: number;
  /** Present when it was asked for. */
  readonly explanation?: Explanation;
}

/** How far a stream is; `eta_ms` is null while nothing is done yet. */
export interface Progress {
  readonly hosts: { readonly done: number; readonly total: number };
  readonly items: number;
  readonly eta_ms: number | null;
  /** How the rows will be fetched, and the calls to the vendor that this is estimated to take: in the first progress of a stream. */
  readonly plan?: string;
  readonly estimated_calls?: number;
}

/** One page of an answer. */
export interface Page<Row, Outcome = Summary> {
  items: Row[];
  failures: HostFailure[];
  complete: boolean;
  next_cursor: string | null;
  summary: Outcome;
}
