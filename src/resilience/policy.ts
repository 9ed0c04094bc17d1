import { Fault, type FaultKind } from '../kernel/fault.js';

/** Who is waiting: a person or service for this answer now, or a background job that can wait. */
export type Lane = 'interactive' | 'bulk';

/** What travels with a call through every policy. */
export interface CallContext {
  /** Aborts when nobody wants the answer any more; its reason is what the call then fails with. */
  readonly signal: AbortSignal;
  /** The last useful moment, in milliseconds of `Clock.monotonic()`; none when absent. */
  readonly deadlineAt?: number;
  readonly lane: Lane;
  /** Whose turn it is in a fair queue: one key for each caller (not for each request). */
  readonly tenant: string;
}

/** One try at something; may be called again by a policy that repeats. */
export type Work<T, C extends CallContext = CallContext> = (context: C) => Promise<T>;

/**
 * One way of surviving. All policies have this shape, so a stack of them is a nest of calls, and a policy that changes
 * the signal hands its work a context with the new one.
 */
export interface Policy {
  execute<T, C extends CallContext>(work: Work<T, C>, context: C): Promise<T>;
}

/**
 * What `error` means for a call that ran under `signal`: when the signal has aborted, the abort and not its echo. A
 * reason that is no Fault means the caller went away.
 */
export function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (!signal.aborted) return Fault.from(error);
  const own = error instanceof Fault && error !== signal.reason && error.kind === abortKind(signal);
  return own ? error : abortFault(signal);
}

/**
 * The fault of an aborted signal: its reason when that is a Fault, else kind `cancelled`. A new one each time: a query's
 * calls share the signal, but each has its own count of attempts.
 */
export function abortFault(signal: AbortSignal): Fault {
  const reason: unknown = signal.reason;
  const message = reason instanceof Fault ? reason.message : 'the caller went away';
  return new Fault(abortKind(signal), message, { cause: reason });
}

function abortKind(signal: AbortSignal): FaultKind {
  return signal.reason instanceof Fault ? signal.reason.kind : 'cancelled';
}
