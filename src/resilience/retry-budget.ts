import { systemClock, type Clock } from '../kernel/clock.js';
import { inRange } from './range.js';

interface RetryBudgetOptions {
  /**
   * Retries each call pays for. Default 0.5: with 30 % errors every call needs 0.43 retries on average, and 0.2 would
   * cap success at 84 % (simulated).
   */
  readonly ratio?: number;
  /** Retries a second allowed without any calls, so that a quiet process may retry at all. Default 2. */
  readonly minPerSecond?: number;
  /** Milliseconds for which a deposit counts. Default 10 000. */
  readonly windowMs?: number;
  readonly clock?: Clock;
}

const SLOTS = 10;

/**
 * Keeps retries below a share of calls: every call deposits, every retry withdraws, both are forgotten after the
 * window. However bad the errors, traffic stays under (1 + ratio) times the calls plus the minimum.
 */
export class RetryBudget {
  private readonly ratio: number;
  private readonly reserve: number;
  private readonly slotMs: number;
  private readonly clock: Clock;
  /** Balance changes by time slot, a ring. */
  private readonly slots = new Float64Array(SLOTS);
  private slotNumber = 0;
  private sum = 0;

  /** @throws RangeError for ratio outside [0, 10], minPerSecond outside [0, 10 000], windowMs outside [100, 600 000]. */
  constructor(options: RetryBudgetOptions = {}) {
    this.ratio = inRange('ratio', options.ratio ?? 0.5, 0, 10);
    const windowMs = inRange('windowMs', options.windowMs ?? 10_000, 100, 600_000);
    this.reserve = (inRange('minPerSecond', options.minPerSecond ?? 2, 0, 10_000) * windowMs) / 1000;
    this.slotMs = windowMs / SLOTS;
    this.clock = options.clock ?? systemClock;
  }

  /** Retries that could be paid for now. */
  get balance(): number {
    this.forget();
    return this.sum + this.reserve;
  }

  /** Counts a call. */
  deposit(): void {
    this.add(this.ratio);
  }

  /** Pays for one retry; false when there is not enough, and then takes nothing. */
  tryWithdraw(): boolean {
    // A little below 1: sums of 0.1 and the like are not exact.
    if (this.balance < 1 - 1e-6) return false;
    this.add(-1);
    return true;
  }

  private add(amount: number): void {
    this.forget();
    const index = this.slotNumber % SLOTS;
    this.slots[index] = (this.slots[index] ?? 0) + amount;
    this.sum += amount;
  }

  private forget(): void {
    const now = Math.floor(this.clock.monotonic() / this.slotMs);
    if (now === this.slotNumber) return;
    const steps = Math.min(now - this.slotNumber, SLOTS);
    for (let step = 1; step <= steps; step++) this.slots[(now - steps + step) % SLOTS] = 0;
    this.slotNumber = now;
    this.sum = this.slots.reduce((sum, amount) => sum + amount, 0);
  }
}
