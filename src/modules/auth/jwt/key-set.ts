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
  /** After this long the keys are fetched anew, beside the requests that use the old ones. */
  readonly maxAgeMs: number;
  /** Least time between two fetches, whatever happened. */
  readonly cooldownMs: number;
  /** How long keys are good for when no newer ones can be had. */
  readonly staleMs: number;
  readonly clock: Clock;
  /** Told of every fetch: undefined for a success, else what went wrong. */
  readonly onFetch?: (fault: string | undefined) => void;
}

/**
 * An issuer's public keys, cached. A key id that is not among them costs at most one fetch in `cooldownMs`, so that a
 * flood of invented ids costs no more; so does an issuer that is down. While it is, keys that were fetched stay good for
 * `staleMs`; then, or when there never were any, nothing can be verified. An issuer that suddenly publishes no key that
 * could be used counts as down.
 */
export class KeySet {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private lastFailed = false;
  private fetching: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /** The key that a token names. @throws KeysUnavailable; errors.JOSEError when no key fits. */
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
        // Not known here, and whether the issuer has it by now nobody can say.
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

  /** Fetches unless that was done a moment ago; those who come meanwhile wait for the same fetch. Never rejects. */
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

/** The set without keys that cannot be used. @throws Error when none is left. */
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
