import { systemClock, type Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/fault.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { FairQueue, type FairQueueOptions } from './fair-queue.js';
import { abortFault, type CallContext, type Policy, type Work } from './policy.js';
import { wholeInRange } from './range.js';

export interface BulkheadOptions extends FairQueueOptions {
  /** Permits at the start, [1, 100 000]; may be changed later. */
  readonly limit: number;
  /** Waiters a lane may hold: bulk can never take the room of interactive calls. Default 4096. */
  readonly maxQueued?: number;
  /** Waiters one tenant may hold in a lane. Default half of the lane. */
  readonly maxQueuedPerTenant?: number;
  readonly clock?: Clock;
  /** Called when a waiter is refused because the queue is full. */
  readonly onShed?: (context: CallContext) => void;
}

interface Waiter {
  readonly grant: () => void;
}

/** Shortest and longest wait that a full queue asks for, in milliseconds: `Retry-After` counts in seconds. */
const MIN_RETRY_AFTER_MS = 1_000;
const MAX_RETRY_AFTER_MS = 30_000;

/**
 * Lets at most `limit` calls run at a time; the others wait in a fair, bounded queue. A waiter that aborts leaves at once and
 * holds no permit.
 *
 * @throws Fault kind `overloaded` with `retryAfterMs` when the lane's queue, or the tenant's part of it, is full.
 */
export class Bulkhead implements Policy {
  private readonly queue: FairQueue<Waiter>;
  private readonly maxQueued: number;
  private readonly maxQueuedPerTenant: number;
  private readonly clock: Clock;
  private readonly onShed: ((context: CallContext) => void) | undefined;
  private currentLimit: number;
  private running = 0;
  /** Moving average of the milliseconds between two releases. */
  private releaseGapMs = 0;
  private releasedAt = 0;

  /** @throws RangeError for an option outside its range. */
  constructor(options: BulkheadOptions) {
    this.currentLimit = wholeInRange('limit', options.limit, 1, 100_000);
    this.maxQueued = wholeInRange('maxQueued', options.maxQueued ?? 4_096, 0, 1_000_000);
    const half = Math.ceil(this.maxQueued / 2);
    this.maxQueuedPerTenant = wholeInRange(
      'maxQueuedPerTenant',
      options.maxQueuedPerTenant ?? half,
      0,
      1_000_000,
    );
    this.queue = new FairQueue(options);
    this.clock = options.clock ?? systemClock;
    this.onShed = options.onShed;
  }

  get inFlight(): number {
    return this.running;
  }

  get queued(): number {
    return this.queue.size;
  }

  get limit(): number {
    return this.currentLimit;
  }

  /** Changes the limit. A higher one admits waiters at once; a lower one takes effect as permits come back. @throws RangeError outside [1, 100 000]. */
  set limit(limit: number) {
    this.currentLimit = wholeInRange('limit', limit, 1, 100_000);
    this.admit();
  }

  async execute<T, C extends CallContext>(work: Work<T, C>, context: C): Promise<T> {
    const turn = this.acquire(context);
    if (turn !== undefined) await turn;
    try {
      return await work(context);
    } finally {
      this.release();
    }
  }

  /**
   * Takes a permit: at once (undefined), or when the promise resolves. A call that got one must `release` it, even
   * when its signal has aborted meanwhile; a call that was rejected or refused has none.
   */
  acquire(context: CallContext): Promise<void> | undefined {
    if (context.signal.aborted) throw abortFault(context.signal);
    if (this.running < this.currentLimit) {
      this.running++;
      return undefined;
    }
    const { lane, tenant, signal } = context;
    if (
      this.queue.sizeOf(lane) >= this.maxQueued ||
      this.queue.sizeOfTenant(lane, tenant) >= this.maxQueuedPerTenant
    ) {
      this.onShed?.(context);
      throw new Fault('overloaded', 'the queue for the upstream is full', {
        retryAfterMs: this.estimateMs(),
      });
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.queue.remove(place);
        reject(abortFault(signal));
      };
      const grant = (): void => {
        offAbort(signal, leave);
        resolve();
      };
      const place = this.queue.push(lane, tenant, { grant });
      onAbort(signal, leave);
    });
  }

  /** Gives one permit back. */
  release(): void {
    this.running--;
    const now = this.clock.monotonic();
    if (this.releasedAt > 0) this.releaseGapMs += (now - this.releasedAt - this.releaseGapMs) / 32;
    this.releasedAt = now;
    this.admit();
  }

  private admit(): void {
    while (this.running < this.currentLimit) {
      const next = this.queue.shift();
      if (next === undefined) return;
      this.running++;
      next.grant();
    }
  }

  private estimateMs(): number {
    const drainMs = this.queue.size * this.releaseGapMs;
    return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, drainMs));
  }
}
