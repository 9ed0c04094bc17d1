import { systemClock, type Clock } from '../kernel/clock.js';
import { CallSignal } from '../kernel/call-signal.js';
import { Fault } from '../kernel/fault.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Policy, type Work } from './policy.js';
import { inRange, wholeInRange } from './range.js';

export interface HedgeOptions {
  /** The second request starts when the first is slower than this share of recent ones, [0.5, 0.999]. Default 0.95. */
  readonly percentile?: number;
  /** Second requests for each first, (0, 1]. Default 0.05. */
  readonly budget?: number;
  /** Durations that must be known before any hedging, [10, 1000]. Default 50. */
  readonly minSamples?: number;
  /** Never earlier than this many milliseconds. Default 20. */
  readonly minDelayMs?: number;
  readonly clock?: Clock;
  readonly onHedge?: () => void;
}

const SAMPLES = 256;
/** Sorting 256 numbers at every call would cost more than the call. */
const RECOMPUTE_EVERY = 32;
/** Second requests that may be saved up: more would allow a burst of double load. A choice: half of the usual window. */
const MOST_CREDIT = 32;
/**
 * Of these, so many are kept for calls that are late twice over. A choice: as many as are late at the end of a query, when no
 * further calls bring credit.
 */
const KEPT_CREDIT = 16;

/**
 * Sends a second, equal request when the first is late, takes the first success and aborts the other request. For
 * idempotent work only, and only where no quota is charged for it.
 */
export class Hedge implements Policy {
  private readonly percentile: number;
  private readonly budget: number;
  private readonly minSamples: number;
  private readonly minDelayMs: number;
  private readonly clock: Clock;
  private readonly onHedge: (() => void) | undefined;
  private readonly durations = new Float64Array(SAMPLES);
  private recorded = 0;
  private currentDelayMs: number | undefined;
  private credit = 0;

  /** @throws RangeError for an option outside its range. */
  constructor(options: HedgeOptions = {}) {
    this.percentile = inRange('percentile', options.percentile ?? 0.95, 0.5, 0.999);
    this.budget = inRange('budget', options.budget ?? 0.05, 0.0001, 1);
    this.minSamples = wholeInRange('minSamples', options.minSamples ?? 50, 10, 1_000);
    this.minDelayMs = inRange('minDelayMs', options.minDelayMs ?? 20, 0, 60_000);
    this.clock = options.clock ?? systemClock;
    this.onHedge = options.onHedge;
  }

  /** Milliseconds after which a request counts as late; undefined while too little is known. */
  get delayMs(): number | undefined {
    return this.currentDelayMs;
  }

  execute<T, C extends CallContext>(work: Work<T, C>, context: C): Promise<T> {
    this.credit = Math.min(MOST_CREDIT, this.credit + this.budget);
    if (context.signal.aborted) return Promise.reject(abortFault(context.signal));
    return new Promise<T>((resolve, reject) => this.race(work, context, resolve, reject));
  }

  private race<T, C extends CallContext>(
    work: Work<T, C>,
    context: C,
    resolve: (value: T) => void,
    reject: (fault: Fault) => void,
  ): void {
    const runners: CallSignal[] = [];
    // Of the call, whichever request wins. A late call that counted with the time of its second request would make the usual time
    // shorter and shorter, until calls that are hardly late use up the budget.
    const startedAt = this.clock.monotonic();
    let running = 0;
    const end = (fault: Fault): void => {
      clearTimeout(timer);
      offAbort(context.signal, onParentAbort);
      for (const runner of runners) runner.abort(fault);
    };
    const onParentAbort = (): void => {
      const fault = abortFault(context.signal);
      end(fault);
      reject(fault);
    };
    const start = (): void => {
      const runner = new CallSignal();
      runners.push(runner);
      running++;
      work({ ...context, signal: runner }).then(
        (value) => {
          this.record(this.clock.monotonic() - startedAt);
          runners.splice(runners.indexOf(runner), 1);
          end(new Fault('cancelled', 'a twin request was faster'));
          resolve(value);
        },
        (error: unknown) => {
          runners.splice(runners.indexOf(runner), 1);
          // The second request may still succeed. Without one, the call fails and the retry policy decides.
          if (--running > 0) return;
          const fault = faultOf(error, context.signal);
          end(fault);
          reject(fault);
        },
      );
    };
    let leastCredit = KEPT_CREDIT;
    const second = (): void => {
      if (running !== 1) return;
      if (this.credit < leastCredit) {
        // Others have used up the budget for now; a request that stays late gets what is kept, and what comes in later.
        leastCredit = 1;
        timer = this.later(second);
        return;
      }
      this.credit--;
      this.onHedge?.();
      start();
    };
    let timer = this.later(second);
    onAbort(context.signal, onParentAbort);
    start();
  }

  /** Starts the wait for a late answer; undefined while too little is known. */
  private later(act: () => void): NodeJS.Timeout | undefined {
    return this.currentDelayMs === undefined
      ? undefined
      : setTimeout(act, Math.max(1, this.minDelayMs, this.currentDelayMs));
  }

  private record(elapsedMs: number): void {
    this.durations[this.recorded++ % SAMPLES] = elapsedMs;
    if (this.recorded < this.minSamples) return;
    if (this.currentDelayMs !== undefined && this.recorded % RECOMPUTE_EVERY !== 0) return;
    const known = this.durations.slice(0, Math.min(this.recorded, SAMPLES)).sort();
    this.currentDelayMs = known[Math.min(known.length - 1, Math.floor(this.percentile * known.length))];
  }
}
