/**
 * Everything that can go wrong between us and the vendor, classified once. The list is closed: tables over it are exhaustive
 * by type, so a table without a row for a new kind does not compile.
 */
export const FAULT_KINDS = [
  /** The vendor refuses our credential: wrong password, locked user, unknown or locked key, token refused twice. */
  'credential',
  /** The vendor knows us and denies the call. */
  'forbidden',
  /** The vendor does not know the object. */
  'not_found',
  /** The vendor calls the request invalid. */
  'rejected',
  /** A web firewall in front of the vendor answered in its place. */
  'blocked',
  /** The vendor's quota is used up. */
  'throttled',
  /** The vendor answers with a server error. */
  'unavailable',
  /** No connection, or one that broke. */
  'network',
  /** One attempt took longer than an attempt may. */
  'timeout',
  /** The caller's deadline passed. */
  'deadline',
  /** An answer that is not what the vendor documents: not JSON, wrong types, cut short. */
  'bad_payload',
  /** Rows kept changing while they were read, so nobody knows whether they are all. */
  'changed_during_read',
  /** One host has more rows than this service reads of one. */
  'too_many_rows',
  /** The answer has to be held whole, and that takes more memory than one answer may have. */
  'answer_too_large',
  /** The caller has gone. */
  'cancelled',
  /** Too many failures lately: not tried. */
  'circuit_open',
  /** Our own queues are full: not tried. */
  'overloaded',
  /** The caller has no points left to pay for the call: not tried. */
  'out_of_points',
  /** Our process is shutting down and has no more time: not read to the end. */
  'draining',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Whether the same request may succeed later. */
const RETRYABLE: Readonly<Record<FaultKind, boolean>> = {
  credential: false,
  forbidden: false,
  not_found: false,
  rejected: false,
  blocked: true,
  throttled: true,
  unavailable: true,
  network: true,
  timeout: true,
  deadline: true,
  bad_payload: true,
  changed_during_read: true,
  too_many_rows: false,
  answer_too_large: false,
  cancelled: false,
  circuit_open: true,
  overloaded: true,
  out_of_points: true,
  draining: true,
};

export interface FaultDetails {
  /** HTTP status of the vendor's answer, when there was one. */
  readonly status?: number;
  /** The vendor's error code: short, and of harmless characters. Callers see it. */
  readonly upstreamCode?: string | undefined;
  /** The vendor's request id, which its support asks for. Callers see it. */
  readonly upstreamRequestId?: string | undefined;
  /** What an operator can do about it, in our words. Callers see it. */
  readonly hint?: string | undefined;
  /** How long the vendor asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A classified failure. `message` is for logs and must never hold a secret; what callers read comes from the fault's
 * kind alone. It has no stack.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly status: number | undefined;
  readonly upstreamCode: string | undefined;
  /** Id and hint are added by whoever has the answer, when the fault was found in its body. */
  upstreamRequestId: string | undefined;
  hint: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Attempts spent before giving up; the first is 1. Set by whoever retries. */
  attempts = 1;

  constructor(
    readonly kind: FaultKind,
    message: string,
    details: FaultDetails = {},
  ) {
    // A fault is a value, and a query about 100 000 hosts may make as many: a stack would cost time and say nothing.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.status = details.status;
    this.upstreamCode = details.upstreamCode;
    this.upstreamRequestId = details.upstreamRequestId;
    this.hint = details.hint;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return RETRYABLE[this.kind];
  }

  /** Returns any thrown value as a Fault; an unclassified one becomes `unavailable`, with its cause. */
  static from(error: unknown): Fault {
    if (error instanceof Fault) return error;
    return new Fault('unavailable', error instanceof Error ? error.message : 'unknown failure', {
      cause: error,
    });
  }
}
