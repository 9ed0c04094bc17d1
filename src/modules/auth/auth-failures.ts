import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import type { Counter } from '../../platform/limits/counter.js';
import { Problem } from '../../platform/problem/problem.js';

/** Addresses and credentials remembered at a time. */
const MAX_REMEMBERED = 20_000;
/** How long a credential that was good once is let through from a blocked address, in milliseconds. */
const TRUSTED_MS = 3_600_000;

/**
 * Stops guessing: an address that showed too many wrong credentials in a minute is not listened to for the rest of it,
 * whatever it shows. Callers that share the address (a proxy's, an office's) and were let in before are not shut out
 * with the guesser: for them only credentials that have been good lately pass.
 */
export class AuthFailures {
  private readonly blockedUntil = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  private readonly trusted: LRUCache<string, true>;

  constructor(
    private readonly counter: Counter,
    private readonly perMinute: number,
    private readonly clock: Clock,
  ) {
    this.trusted = new LRUCache({ max: MAX_REMEMBERED, ttl: TRUSTED_MS });
  }

  /** Whether a credential may be looked at. @throws Problem `rate-limited` */
  check(address: string, credential: string): void {
    const until = this.blockedUntil.get(address);
    if (until === undefined) return;
    const leftMs = until - this.clock.monotonic();
    if (leftMs <= 0) this.blockedUntil.delete(address);
    else if (!this.trusted.has(fingerprint(address, credential))) throw refusal(leftMs);
  }

  /** A credential was good. */
  succeeded(address: string, credential: string): void {
    this.trusted.set(fingerprint(address, credential), true);
  }

  /** A credential was wrong. @throws Problem `rate-limited` when that was one too many. */
  async failed(address: string): Promise<void> {
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

/** Hashed, so that no credential stays in memory for longer than its request. */
function fingerprint(address: string, credential: string): string {
  return createHash('sha256').update(`${address} ${credential}`).digest('base64');
}
