import { systemClock, type Clock } from '../kernel/clock.js';
import { Fault, type FaultKind } from '../kernel/fault.js';
import { faultOf, type CallContext, type Policy, type Work } from './policy.js';
import { inRange, wholeInRange } from './range.js';

/**
 * What an outcome says about the upstream's health. A refusal proves that it is alive. Attempts that we ended or did not make
 * prove nothing.
 */
const VERDICT: Readonly<Record<FaultKind, 'bad' | 'good' | 'none'>> = {
  unavailable: 'bad',
  network: 'bad',
  timeout: 'bad',
  bad_payload: 'bad',
  blocked: 'bad',
  forbidden: 'good',
  not_found: 'good',
  rejected: 'good',
  changed_during_read: 'good',
  too_many_rows: 'good',
  answer_too_large: 'none',
  // Proves nothing: a gateway refuses without asking the service behind it.
  credential: 'none',
  throttled: 'none',
  deadline: 'none',
  cancelled: 'none',
  circuit_open: 'none',
  overloaded: 'none',
  out_of_points: 'none',
  draining: 'none',
};

export type CircuitState =
  | { readonly kind: 'closed' }
  /** @param until `Clock.monotonic()` when probes may go. */
  | { readonly kind: 'open'; readonly until: number; readonly openings: number }
  | { readonly kind: 'half_open'; inFlight: number; good: number; bad: number; readonly openings: number };

export interface CircuitBreakerOptions {
  /**
   * Share of bad outcomes that opens, (0, 1]. Default 0.7: 30 % errors must never open it (chance below 1e-6 at the
   * minimum volume), 100 % must at once.
   */
  readonly failureRatio?: number;
  /** Outcomes needed before the ratio means anything. Default 40. */
  readonly minCalls?: number;
  /** Outcomes in the ratio. Default 100: after a long healthy time an outage opens within 70 calls, at any rate. */
  readonly windowCalls?: number;
  /** Outcomes older than this many milliseconds are forgotten. Default 10 000. */
  readonly windowMs?: number;
  /** First pause, milliseconds; doubles with each opening in a row. Default 1000. */
  readonly openMs?: number;
  /** Longest pause, milliseconds. Default 3000, so that full rate is back within 5 s of the upstream's recovery. */
  readonly maxOpenMs?: number;
  /** Calls let through to decide after a pause; the same ratio decides. Default 5. */
  readonly probes?: number;
  readonly clock?: Clock;
  readonly onStateChange?: (state: CircuitState['kind']) => void;
}

/**
 * Stops calling an endpoint that fails, and finds out with a few probes when to start again. One instance for each
 * endpoint.
 *
 * @throws Fault kind `circuit_open` with `retryAfterMs` while it does not let calls through.
 */
export class CircuitBreaker implements Policy {
  private readonly failureRatio: number;
  private readonly minCalls: number;
  private readonly windowMs: number;
  private readonly openMs: number;
  private readonly maxOpenMs: number;
  private readonly probes: number;
  private readonly clock: Clock;
  private readonly onStateChange: ((state: CircuitState['kind']) => void) | undefined;
  /** Last outcomes, a ring: 1 = bad, and when. */
  private readonly bad: Uint8Array;
  private readonly at: Float64Array;
  private first = 0;
  private count = 0;
  private badCount = 0;
  private currentState: CircuitState = { kind: 'closed' };
  /** Number of the state: outcomes of calls that began in an earlier state say nothing about this one. */
  private generation = 0;

  /** @throws RangeError for an option outside its range. */
  constructor(options: CircuitBreakerOptions = {}) {
    this.failureRatio = inRange('failureRatio', options.failureRatio ?? 0.7, 0.01, 1);
    const windowCalls = wholeInRange('windowCalls', options.windowCalls ?? 100, 1, 100_000);
    this.minCalls = wholeInRange('minCalls', options.minCalls ?? Math.min(40, windowCalls), 1, windowCalls);
    this.windowMs = inRange('windowMs', options.windowMs ?? 10_000, 1, 3_600_000);
    this.openMs = inRange('openMs', options.openMs ?? 1_000, 1, 3_600_000);
    this.maxOpenMs = inRange(
      'maxOpenMs',
      options.maxOpenMs ?? Math.max(3_000, this.openMs),
      this.openMs,
      3_600_000,
    );
    this.probes = wholeInRange('probes', options.probes ?? 5, 1, 1_000);
    this.clock = options.clock ?? systemClock;
    this.onStateChange = options.onStateChange;
    this.bad = new Uint8Array(windowCalls);
    this.at = new Float64Array(windowCalls);
  }

  get state(): CircuitState {
    return this.currentState;
  }

  async execute<T, C extends CallContext>(work: Work<T, C>, context: C): Promise<T> {
    const admission = this.admit();
    try {
      const value = await work(context);
      this.succeeded(admission);
      return value;
    } catch (error) {
      const fault = faultOf(error, context.signal);
      this.failed(admission, fault);
      throw fault;
    }
  }

  /**
   * Lets a call through. Whoever gets through says once how it ended: `succeeded` or `failed`.
   *
   * @returns the admission, to be named then.
   * @throws Fault as `execute`.
   */
  admit(): number {
    this.letThrough();
    return this.generation;
  }

  succeeded(admission: number): void {
    this.settle(admission, 'good');
  }

  failed(admission: number, fault: Fault): void {
    this.settle(admission, VERDICT[fault.kind]);
  }

  /** Checks a call again that was let through and then waited: the circuit may have opened meanwhile. */
  refuseIfOpen(): void {
    if (this.currentState.kind !== 'open') return;
    const waitMs = Math.max(0, this.currentState.until - this.clock.monotonic());
    throw new Fault('circuit_open', 'circuit opened meanwhile', { retryAfterMs: waitMs });
  }

  private letThrough(): void {
    if (this.currentState.kind === 'open') {
      const waitMs = this.currentState.until - this.clock.monotonic();
      if (waitMs > 0) throw new Fault('circuit_open', 'circuit is open', { retryAfterMs: waitMs });
      this.enter({ kind: 'half_open', inFlight: 0, good: 0, bad: 0, openings: this.currentState.openings });
    }
    if (this.currentState.kind === 'half_open') {
      const { inFlight, good, bad } = this.currentState;
      if (inFlight + good + bad >= this.probes)
        throw new Fault('circuit_open', 'circuit is probing', { retryAfterMs: this.openMs });
      this.currentState.inFlight++;
    }
  }

  private settle(generation: number, verdict: 'bad' | 'good' | 'none'): void {
    if (generation !== this.generation) return;
    if (this.currentState.kind === 'half_open') this.settleProbe(this.currentState, verdict);
    else if (this.currentState.kind === 'closed' && verdict !== 'none') this.settleClosed(verdict === 'bad');
  }

  private settleProbe(
    state: Extract<CircuitState, { kind: 'half_open' }>,
    verdict: 'bad' | 'good' | 'none',
  ): void {
    state.inFlight--;
    if (verdict === 'good') state.good++;
    if (verdict === 'bad') state.bad++;
    const badLimit = Math.ceil(this.failureRatio * this.probes);
    if (state.bad >= badLimit) this.open(state.openings + 1);
    else if (state.good > this.probes - badLimit) this.close();
  }

  private settleClosed(bad: boolean): void {
    const now = this.clock.monotonic();
    const size = this.bad.length;
    while (this.count > 0 && (this.count === size || (this.at[this.first] ?? 0) < now - this.windowMs)) {
      this.badCount -= this.bad[this.first] ?? 0;
      this.first = (this.first + 1) % size;
      this.count--;
    }
    const index = (this.first + this.count) % size;
    this.bad[index] = bad ? 1 : 0;
    this.at[index] = now;
    this.count++;
    if (!bad) return;
    this.badCount++;
    if (this.count >= this.minCalls && this.badCount >= this.failureRatio * this.count) this.open(1);
  }

  private open(openings: number): void {
    const pauseMs = Math.min(this.maxOpenMs, this.openMs * 2 ** Math.min(openings - 1, 30));
    this.enter({ kind: 'open', until: this.clock.monotonic() + pauseMs, openings });
  }

  private close(): void {
    this.first = this.count = this.badCount = 0;
    this.enter({ kind: 'closed' });
  }

  private enter(state: CircuitState): void {
    this.currentState = state;
    this.generation++;
    this.onStateChange?.(state.kind);
  }
}
