import { Fault, type FaultKind } from '../kernel/fault.js';

/** Who waits: a person or service that needs the answer now, or a background job that can wait. */
export type Lane = 'interactive' | 'bulk';

/** What every policy knows of a call. */
export interface CallContext {
  /** Aborts when the answer is no longer needed; the call then fails with its reason. */
  readonly signal: AbortSignal;
  /** Deadline, in milliseconds of `Clock.monotonic()`; none when absent. */
  readonly deadlineAt?: number;
  /**
   * When `signal` aborts by itself at the latest, in milliseconds of `Clock.monotonic()`: a deadline that is not earlier needs
   * no timer of its own. Absent: it may never abort.
   */
  readonly signalEndsAt?: number;
  readonly lane: Lane;
  /** Key of a fair queue: one for each caller (not for each request). */
  readonly tenant: string;
}

/** One attempt; a policy that retries calls it again. */
export type Work<T, C extends CallContext = CallContext> = (context: C) => Promise<T>;

/**
 * One policy of resilience. All of them have this shape, so that they can be nested. A policy that changes the signal gives
 * its work a context with the new one.
 */
export interface Policy {
  execute<T, C extends CallContext>(work: Work<T, C>, context: C): Promise<T>;
}

/**
 * Returns the fault of a call that ran under `signal`: when the signal has aborted, the reason of the abort and not the error
 * that followed from it. A reason that is no Fault means that the caller has gone.
 */
export function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (!signal.aborted) return Fault.from(error);
  const own = error instanceof Fault && error !== signal.reason && error.kind === abortKind(signal);
  return own ? error : abortFault(signal);
}

/**
 * Returns the fault of an aborted signal: its reason when that is a Fault, else kind `cancelled`. It is a new one each time:
 * the calls of a query share the signal, but each has its own count of attempts.
 */
export function abortFault(signal: AbortSignal): Fault {
  const reason: unknown = signal.reason;
  const message = reason instanceof Fault ? reason.message : 'the caller went away';
  return new Fault(abortKind(signal), message, { cause: reason });
}

function abortKind(signal: AbortSignal): FaultKind {
  return signal.reason instanceof Fault ? signal.reason.kind : 'cancelled';
}
