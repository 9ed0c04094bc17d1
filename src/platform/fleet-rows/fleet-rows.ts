import type { Caller } from '../http/admission/caller.js';
import type { InputError } from '../problem/problem.js';

/** Which rows of which hosts are wanted; `faults` has found nothing wrong with it. */
export interface FleetQuestion {
  /** One of the twelve asset types. */
  readonly type: string;
  /** Alias of one project. */
  readonly project: string;
  /** Hosts by id, or a selection with the members of `hosts` in a query. */
  readonly hosts: { readonly ids: readonly string[] } | { readonly selection: object };
  /** Filters of the type's query, by name. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Absent: whatever the vendor shows for hosts. */
  readonly category?: 'host' | 'container';
  readonly enterpriseProjectId: string;
  /** Members that rows shall have. */
  readonly fields: readonly string[];
  /** `forbid`: the reading ends at the first failure. */
  readonly partial: 'allow' | 'forbid';
  /** How old rows may be, in seconds; absent: as often as the vendor collects the type. */
  readonly maxAgeS?: number;
}

/** How the question is asked. */
export interface FleetRun {
  readonly signal: AbortSignal;
  /** Until hosts that have not been read become failures with code `deadline`, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the hosts have been paid for before, so that their points are not taken again. */
  readonly paid: boolean;
}

/** One host whose rows are missing, as callers read it. */
export interface FleetFailure {
  readonly project: string;
  readonly host_id: string;
  readonly code: string;
  readonly title: string;
  readonly retryable: boolean;
  readonly attempts: number;
}

export interface FleetHosts {
  readonly requested: number;
  readonly answered: number;
  readonly failed: number;
}

/** The outcome: `as_of` is when the oldest row was read upstream, in RFC 3339. */
export interface FleetSummary {
  readonly complete: boolean;
  readonly hosts: FleetHosts;
  readonly items: number;
  readonly as_of: string;
}

/** What a reading is made of; the summary is always the last. */
export type FleetEvent =
  | { readonly type: 'items'; readonly items: readonly object[] }
  | { readonly type: 'failure'; readonly failure: FleetFailure }
  | {
      readonly type: 'progress';
      readonly progress: { readonly hosts: { readonly done: number; readonly total: number } };
    }
  | { readonly type: 'summary'; readonly summary: FleetSummary };

/** Rows of the fleet for whoever makes something else than an answer of them. */
export interface FleetRows {
  /** Members that rows of the type can have, in their order. */
  fields(type: string): readonly string[];
  /** Everything wrong with the hosts and filters of a body; pointers into `/host_ids`, `/hosts` and `/filter`. */
  faults(
    type: string,
    given: { readonly host_ids?: unknown; readonly hosts?: unknown; readonly filter?: unknown },
  ): Promise<InputError[]>;
  /**
   * Reads the rows at the reader's pace, behind whatever answers people wait for.
   *
   * @throws Problem `rate-limited` when the caller has too few points at the moment; other Problems and Faults when
   *   nothing can be read at all.
   */
  stream(
    question: FleetQuestion,
    caller: Caller,
    run: FleetRun,
  ): Promise<AsyncGenerator<FleetEvent, void, undefined>>;
  /**
   * Tells whether the vendor lists the server that a row names with `host_id`, `host_name` or `host_ip`, those it has.
   * Undefined when the list cannot be read. Waits half a minute at most.
   *
   * @param project alias of one project.
   * @param owner id of the caller that the calls are made for.
   */
  serverCheck(
    project: string,
    enterpriseProjectId: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<((row: Readonly<Record<string, unknown>>) => boolean) | undefined>;
}

export const FleetRows = Symbol('FleetRows');
