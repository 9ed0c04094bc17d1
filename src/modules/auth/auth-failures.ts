import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import type { Counter } from '../../platform/limits/counter.js';
import { Problem } from '../../platform/problem/problem.js';

/** Maximum number of blocked addresses in memory. A choice. */
const MAX_REMEMBERED = 20_000;

/**
 * Counts wrong credentials by address. An address that sent too many in a minute gets 429 for each further wrong one
 * until the minute ends. Right credentials are not checked here: their caller may share the address of a proxy with
 * somebody who guesses keys, and must not be locked out.
 */
export class AuthFailures {
  private readonly blockedUntil = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  constructor(
    private readonly counter: Counter,
    private readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one wrong credential. An address over its limit is remembered in this process, so that further guesses
   * cost no command of Redis.
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
