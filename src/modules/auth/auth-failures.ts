import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import type { Counter } from '../../platform/limits/counter.js';
import { Problem } from '../../platform/problem/problem.js';

/** Addresses remembered at a time. */
const MAX_REMEMBERED = 20_000;

/**
 * Counts wrong credentials by address. An address that showed too many in a minute gets 429 for each further wrong one
 * until the minute ends. Right credentials never come here: callers may share the address (a proxy's, an office's) with
 * whoever guesses, and must not be locked out by it.
 */
export class AuthFailures {
  private readonly blockedUntil = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  constructor(
    private readonly counter: Counter,
    private readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one wrong credential. Once an address is over its limit this process remembers it, so that more guesses cost
   * no command of Redis.
   *
   * @throws Problem `rate-limited` when the address is over its limit.
   */
  async failed(address: string): Promise<void> {
    const leftMs = (this.blockedUntil.get(address) ?? 0) - this.clock.monotonic();
    if (leftMs > 0) throw refusal(leftMs);
    const taken = await this.counter.take(`failures ${address}`, 1, this.perMinute);
    if (taken.ok) return;
    this.blockedUntil.set(address, this.clock.monotonic() + taken.resetMs);
    throw refusal(taken.resetMs);
  }
}

function refusal(leftMs: number): Problem {
  return new Problem('rate-limited', 'Too many wrong keys or tokens came from this address', {
    retryAfterS: Math.max(1, Math.ceil(leftMs / 1_000)),
  });
}
