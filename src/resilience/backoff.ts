import { inRange } from './range.js';

interface BackoffOptions {
  /** Upper edge of the first wait, milliseconds. */
  readonly baseMs: number;
  /** Upper edge of every wait, milliseconds; `Retry-After` may exceed it. */
  readonly capMs: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/**
 * Draws waits at random from [0, base · 2^(retry-1)], cut at the cap. Full jitter spreads many callers better than any wait
 * with a fixed part.
 */
export class Backoff {
  private readonly baseMs: number;
  private readonly capMs: number;
  private readonly random: () => number;

  /** @throws RangeError unless 0 < baseMs <= capMs <= 1 hour. */
  constructor(options: BackoffOptions) {
    this.capMs = inRange('capMs', options.capMs, 1, 3_600_000);
    this.baseMs = inRange('baseMs', options.baseMs, 1, this.capMs);
    this.random = options.random ?? Math.random;
  }

  /**
   * Returns the milliseconds to wait before the given retry.
   *
   * @param retry 1 for the first.
   * @param retryAfterMs what the vendor asked for: the wait is never shorter, and up to `baseMs` longer, so that
   *   callers with the same answer do not come back together.
   */
  delayMs(retry: number, retryAfterMs?: number): number {
    if (retryAfterMs !== undefined) return retryAfterMs + this.random() * this.baseMs;
    // 2^30 is past every cap; a larger exponent could overflow to Infinity.
    return this.random() * Math.min(this.capMs, this.baseMs * 2 ** Math.min(retry - 1, 30));
  }
}
