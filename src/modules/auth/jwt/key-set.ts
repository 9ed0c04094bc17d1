import { createPublicKey, type JsonWebKey } from 'node:crypto';
import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
  type JWSHeaderParameters,
} from 'jose';
import type { Clock } from '../../../kernel/clock.js';
import { KeysUnavailable } from './token-refused.js';

export interface KeySetOptions {
  readonly fetch: () => Promise<JSONWebKeySet>;
  /** Age after which the keys are fetched again. Requests use the old ones meanwhile. */
  readonly maxAgeMs: number;
  /** Minimum time between two fetches, also after a failure. */
  readonly cooldownMs: number;
  /** Age up to which keys are used when newer ones cannot be fetched. */
  readonly staleMs: number;
  readonly clock: Clock;
  /** Called after every fetch: with undefined after a success, else with the error. */
  readonly onFetch?: (fault: string | undefined) => void;
}

/**
 * Caches the public keys of an issuer. Unknown key ids cause at most one fetch in `cooldownMs`, however many come; so does
 * an issuer that is down. While it is down, fetched keys are used for `staleMs`. After that, or when no keys were ever
 * fetched, no token can be verified. An issuer that publishes no usable key counts as down.
 */
export class KeySet {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private lastFailed = false;
  private fetching: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /** Returns the key that a token names. @throws KeysUnavailable; errors.JOSEError when no key fits. */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    const age = this.options.clock.monotonic() - this.fetchedAt;
    if (this.keys === undefined || age > this.options.staleMs) await this.renew();
    else if (age > this.options.maxAgeMs) void this.renew();
    try {
      return await this.current()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const before = this.fetchedAt;
      await this.renew();
      if (this.fetchedAt === before) {
        // The issuer may have published this key since, but it cannot be reached now.
        if (this.lastFailed) throw this.unavailable();
        throw error;
      }
      return await this.current()(header, token);
    }
  }

  private current(): NonNullable<typeof this.keys> {
    const age = this.options.clock.monotonic() - this.fetchedAt;
    if (this.keys === undefined || age > this.options.staleMs) throw this.unavailable();
    return this.keys;
  }

  private unavailable(): KeysUnavailable {
    const { clock, cooldownMs } = this.options;
    return new KeysUnavailable(Math.max(0, this.triedAt + cooldownMs - clock.monotonic()));
  }

  /** Fetches the keys, unless the last fetch was less than `cooldownMs` ago. Concurrent calls share one fetch. Never rejects. */
  private async renew(): Promise<void> {
    const now = this.options.clock.monotonic();
    if (this.fetching === undefined) {
      if (now - this.triedAt < this.options.cooldownMs) return;
      this.triedAt = now;
      this.fetching = this.load().finally(() => (this.fetching = undefined));
    }
    await this.fetching;
  }

  private async load(): Promise<void> {
    try {
      this.keys = createLocalJWKSet(usableOf(await this.options.fetch()));
      this.fetchedAt = this.options.clock.monotonic();
      this.lastFailed = false;
      this.options.onFetch?.(undefined);
    } catch (error) {
      this.lastFailed = true;
      this.options.onFetch?.(error instanceof Error ? error.message : 'unknown');
    }
  }
}

/** Returns the usable keys of a set. @throws Error when there are none. */
function usableOf(set: JSONWebKeySet): JSONWebKeySet {
  const { keys } = set as { readonly keys?: unknown };
  const usable = Array.isArray(keys) ? keys.filter(isPublicKey) : [];
  if (usable.length === 0) throw new Error('the set holds no usable key');
  return { keys: usable };
}

function isPublicKey(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null || !('kty' in key) || key.kty === 'oct') return false;
  try {
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
