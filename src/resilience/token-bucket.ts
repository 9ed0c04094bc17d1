import { systemClock, type Clock } from '../kernel/clock.js';
import { GrantLog } from './grant-log.js';
import type { QuotaView, ThrottleHint } from './quota.js';
import {
  burstOf,
  MAX_LIMIT,
  permitsLeft,
  QuotaLearning,
  rateOf,
  reviewAt,
  spanOf,
  type LearnedQuota,
} from './quota-learning.js';
import { inRange, wholeInRange } from './range.js';

interface TokenBucketOptions {
  /** Calls that `windowMs` allows, by configuration: never exceeded, whatever is learned. Absent: none known. */
  readonly limit?: number;
  /** Default 60 000. */
  readonly windowMs?: number;
  /** When earlier calls went out that count against the limit, `Clock.monotonic()`, oldest first. */
  readonly taken?: readonly number[];
  readonly clock?: Clock;
  /** `limit` is Infinity when a limit was forgotten. */
  readonly onChange?: (limit: number, windowMs: number, why: 'narrowed' | 'widened') => void;
}

/** Grants remembered, at least. */
const REMEMBERED = 4_096;

/**
 * Paces calls under a quota that is configured, learned from refusals, or both; unlimited while nothing is known.
 *
 * Never grants more than `limit` in any `windowMs` (1 % more, for the network's jitter), spreads a long run evenly, and
 * grants nothing before a `Retry-After` is over. `quota-learning.ts` decides what the limit is.
 */
export class TokenBucket {
  private readonly clock: Clock;
  private readonly onChange: TokenBucketOptions['onChange'];
  private readonly learning: QuotaLearning;
  private readonly log: GrantLog;
  private learned: LearnedQuota;
  private permits: number;
  private filledAt: number;
  private shortAt: number | null = null;

  /** @throws RangeError for limit outside [1, 1 000 000] or not whole, windowMs outside [100, 3 600 000]. */
  constructor(options: TokenBucketOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.onChange = options.onChange;
    const windowMs = inRange('windowMs', options.windowMs ?? 60_000, 100, 3_600_000);
    this.learning = new QuotaLearning(
      options.limit === undefined
        ? undefined
        : { calls: wholeInRange('limit', options.limit, 1, MAX_LIMIT), windowMs },
    );
    const now = this.clock.monotonic();
    this.learned = this.learning.start(now);
    this.log = new GrantLog(Math.max(REMEMBERED, options.limit ?? 0));
    this.permits = burstOf(this.learned.limit);
    this.filledAt = now;
    for (const time of options.taken ?? []) this.log.push(time);
  }

  /** Takes one permit and returns 0, or takes nothing and returns the milliseconds until one may be there. */
  tryTake(): number {
    const now = this.clock.monotonic();
    this.advance(now);
    const waitMs = this.waitMs(now);
    if (waitMs > 0) {
      this.shortAt = now;
      return waitMs;
    }
    this.permits--;
    this.log.push(now);
    return 0;
  }

  /** Learns from one 429. */
  throttled(hint: ThrottleHint = {}): void {
    const now = this.clock.monotonic();
    this.advance(now);
    this.learned = this.learning.refused(this.learned, hint, now);
  }

  view(): QuotaView {
    const now = this.clock.monotonic();
    this.advance(now);
    const waitMs = this.waitMs(now);
    const { limit, windowMs } = this.learned;
    if (limit === null)
      return { limit: undefined, windowMs: 60_000, available: waitMs > 0 ? 0 : Infinity, waitMs };
    const room = limit - this.log.countSince(now - spanOf(windowMs));
    const available = waitMs > 0 ? 0 : Math.max(1, Math.min(room, Math.floor(this.permits)));
    return { limit, windowMs, available, waitMs };
  }

  private waitMs(now: number): number {
    const { limit, windowMs, pause } = this.learned;
    if (pause !== null) return pause.until - now;
    if (limit === null) return 0;
    const spanMs = spanOf(windowMs);
    const byWindow = this.log.newest(limit) + spanMs - now;
    // Not exactly 1: the sums of the refill are inexact, and a wait of 1e-12 ms would need a try of its own.
    const byPermits = this.permits > 1 - 1e-6 ? 0 : ((1 - this.permits) * spanMs) / limit;
    return Math.max(0, byWindow, byPermits);
  }

  /** Refills the permits up to `now`, though not for the time of a pause, and reviews the limit when its time has come. */
  private advance(now: number): void {
    const { limit, windowMs, pause } = this.learned;
    if (limit !== null) {
      const from = Math.max(this.filledAt, pause?.until ?? -Infinity);
      const gained = (Math.max(0, now - from) * limit) / spanOf(windowMs);
      this.permits = Math.min(burstOf(limit), this.permits + gained);
    }
    this.filledAt = now;
    if (now >= reviewAt(this.learned)) this.review(now);
  }

  private review(now: number): void {
    const before = this.learned;
    const after = this.learning.review(before, {
      now,
      shortAt: this.shortAt,
      countSince: (time) => this.log.countSince(time),
    });
    this.learned = after;
    this.permits = after.limit === null ? Infinity : Math.min(this.permits, permitsLeft(before, after));
    const was = rateOf(before);
    const is = rateOf(after);
    if (after.limit !== null) this.log.reserve(after.limit);
    if (was !== is)
      this.onChange?.(after.limit ?? Infinity, after.windowMs, is < was ? 'narrowed' : 'widened');
  }
}
