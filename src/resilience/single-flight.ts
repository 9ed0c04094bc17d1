import { CallSignal } from '../kernel/call-signal.js';
import type { Fault } from '../kernel/fault.js';
import { PassingMap } from '../kernel/passing-map.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Work } from './policy.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Work that goes on for one caller or more. */
class Flight {
  readonly signal = new CallSignal();
  readonly waiters: Waiter[] = [];
  readonly context: Mutable<CallContext>;

  constructor(context: CallContext) {
    this.context = { ...context, signal: this.signal };
  }

  /** Lets one more caller wait: the work has the latest deadline of all of them, and the most urgent lane. */
  admit({ deadlineAt, lane }: CallContext): void {
    const shared = this.context;
    if (shared.deadlineAt !== undefined)
      shared.deadlineAt = deadlineAt === undefined ? undefined : Math.max(shared.deadlineAt, deadlineAt);
    if (lane === 'interactive') shared.lane = 'interactive';
  }

  /** Returns those who wait, and forgets them: whatever still points to a flight that is over does not keep what they were given. */
  takeWaiters(): Waiter[] {
    return this.waiters.splice(0);
  }
}

/** One caller of a flight. */
class Waiter {
  constructor(
    readonly signal: AbortSignal,
    private readonly onLeave: (waiter: Waiter) => void,
    private readonly resolve: (value: never) => void,
    private readonly reject: (fault: Fault) => void,
  ) {
    onAbort(signal, this.leave);
  }

  landed(value: unknown): void {
    offAbort(this.signal, this.leave);
    this.resolve(value as never);
  }

  crashed(error: unknown): void {
    offAbort(this.signal, this.leave);
    this.reject(faultOf(error, this.signal));
  }

  private readonly leave = (): void => {
    this.reject(abortFault(this.signal));
    this.onLeave(this);
  };
}

/**
 * Runs work of equal keys once, and gives all callers that ask meanwhile the same answer or the same fault. A waiter whose
 * signal aborts leaves alone; when the last one leaves, the work is cancelled. A call after the end starts the work anew.
 *
 * The key must contain everything that changes the answer, the credential too. The answer is shared: do not change it.
 */
export class SingleFlight {
  private readonly flights = new PassingMap<string, Flight>();

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
    let flight = this.flights.get(key);
    if (flight === undefined) {
      flight = new Flight(context);
      this.follow(key, flight, work(flight.context as unknown as C));
    } else flight.admit(context);
    const { signal } = context;
    const joined = flight;
    return new Promise<T>((resolve, reject) => {
      joined.waiters.push(new Waiter(signal, (waiter) => this.leave(key, joined, waiter), resolve, reject));
    });
  }

  /** Settles all who wait when the work ends. When all have left, nobody needs its failure. */
  private follow(key: string, flight: Flight, work: Promise<unknown>): void {
    this.flights.set(key, flight);
    work.then(
      (value) => {
        this.end(key, flight);
        for (const waiter of flight.takeWaiters()) waiter.landed(value);
      },
      (error: unknown) => {
        this.end(key, flight);
        for (const waiter of flight.takeWaiters()) waiter.crashed(error);
      },
    );
  }

  private leave(key: string, flight: Flight, waiter: Waiter): void {
    const { waiters } = flight;
    waiters.splice(waiters.indexOf(waiter), 1);
    if (waiters.length > 0) return;
    this.end(key, flight);
    flight.signal.abort(abortFault(waiter.signal));
  }

  private end(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
