import { CallSignal } from '../kernel/call-signal.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Work } from './policy.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Flight {
  readonly signal: CallSignal;
  readonly context: Mutable<CallContext>;
  readonly promise: Promise<unknown>;
  waiters: number;
}

/**
 * Runs work of equal keys once, and gives all callers that ask meanwhile the same answer or the same fault. A waiter whose
 * signal aborts leaves alone; when the last one leaves, the work is cancelled. A call after the end starts the work anew.
 *
 * The key must contain everything that changes the answer, the credential too. The answer is shared: do not change it.
 */
export class SingleFlight {
  private readonly flights = new Map<string, Flight>();

  /** Keys in flight. */
  get size(): number {
    return this.flights.size;
  }

  /** Whether a call of this key is in flight and can be joined. */
  has(key: string): boolean {
    return this.flights.has(key);
  }

  /**
   * @param work gets a context of its own: its signal aborts when all waiters have left, its deadline is the latest of all
   *   waiters (none when one has none), its lane the most urgent. Read both when needed: they change as others join.
   */
  execute<T, C extends CallContext>(key: string, work: Work<T, C>, context: C): Promise<T> {
    if (context.signal.aborted) return Promise.reject(abortFault(context.signal));
    const known = this.flights.get(key);
    if (known === undefined) return this.wait<T>(key, this.start(key, work, context), context.signal);
    if (known.context.deadlineAt !== undefined)
      known.context.deadlineAt =
        context.deadlineAt === undefined ? undefined : Math.max(known.context.deadlineAt, context.deadlineAt);
    if (context.lane === 'interactive') known.context.lane = 'interactive';
    return this.wait<T>(key, known, context.signal);
  }

  private start<T, C extends CallContext>(key: string, work: Work<T, C>, context: C): Flight {
    const signal = new CallSignal();
    const shared: C = { ...context, signal };
    const promise = work(shared);
    const flight: Flight = { signal, context: shared, promise, waiters: 0 };
    this.flights.set(key, flight);
    const end = (): void => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    // When all waiters have left, nobody needs the failure.
    promise.then(end, end);
    return flight;
  }

  private wait<T>(key: string, flight: Flight, signal: AbortSignal): Promise<T> {
    flight.waiters++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(abortFault(signal));
        if (--flight.waiters > 0) return;
        if (this.flights.get(key) === flight) this.flights.delete(key);
        flight.signal.abort(abortFault(signal));
      };
      onAbort(signal, leave);
      flight.promise.then(
        (value) => {
          offAbort(signal, leave);
          resolve(value as T);
        },
        (error: unknown) => {
          offAbort(signal, leave);
          reject(faultOf(error, signal));
        },
      );
    });
  }
}
