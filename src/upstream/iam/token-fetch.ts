import { randomUUID } from 'node:crypto';
import { deadlineAfter, sleep, untilAborted } from '../../kernel/abort.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import { CredentialFault } from './credential-fault.js';
import { rememberMs } from './refusal-memory.js';
import type { IssuedToken } from './token-client.js';
import type { ObserveTokens } from './token-events.js';
import {
  StoreFailure,
  type Claim,
  type StoredToken,
  type TokenSlot,
  type TokenStore,
} from './token-store.js';

export interface TokenFetchOptions {
  readonly slot: TokenSlot;
  /** SHA-256 of the credential, so that a refusal is not held against another one. */
  readonly credential: string;
  /** Asks IAM; see `TokenClient.issue`. */
  readonly issue: (signal: AbortSignal) => Promise<IssuedToken>;
  readonly store: TokenStore;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** How long the lease lasts after the holder's last extension; so long the others wait for a dead holder. */
  readonly leaseMs: number;
  /** How long all attempts at IAM together may take; the holder extends the lease meanwhile. */
  readonly issueMs: number;
  readonly observe: ObserveTokens;
  /** Whether a token of the store may be used, given that it must be newer than `floor`. */
  readonly acceptable: (stored: StoredToken, floor: number) => boolean;
  /** Aborts waits and calls. */
  readonly closing: AbortSignal;
}

export interface FetchedToken {
  readonly stored: StoredToken;
  readonly origin: 'iam' | 'redis' | 'memory';
}

/** Longest pause between two claims while another replica holds the lease; jitter keeps waiters apart; choice. */
const POLL_MS = 100;
/** Waiting ends after the time in which so many replicas could have tried and failed; choice. */
const PATIENCE_TURNS = 2;
/** Extensions of the lease within its time; choice: three may fail. */
const EXTENSIONS = 4;
/** How often a token that could not be stored is written again, about a second apart; choice. */
const PUBLISH_ATTEMPTS = 30;
const PUBLISH_PAUSE_MS = 1_000;

/** Gets a token newer than a given one, from the store or from IAM, so that of all replicas one asks IAM. */
export class TokenFetch {
  constructor(private readonly options: TokenFetchOptions) {}

  /**
   * Cost: one POST when this replica gets the lease or there is no store to share; none when another has renewed.
   *
   * @throws CredentialFault when IAM refuses the credential, or has refused it to another replica; Fault otherwise.
   */
  async fetch(after: number): Promise<FetchedToken> {
    const { clock, random, issueMs, closing, acceptable, store } = this.options;
    const owner = randomUUID();
    const giveUpAt = clock.monotonic() + PATIENCE_TURNS * issueMs;
    let floor = after;
    for (let looks = 0; clock.monotonic() < giveUpAt; looks++) {
      const claim = await this.claim(floor, owner);
      if (claim === undefined) return this.fetchAlone(floor, owner);
      if (claim.kind === 'token') {
        if (acceptable(claim.token, floor)) return { stored: claim.token, origin: store.kind };
        floor = Math.max(floor, claim.token.generation);
      } else if (claim.kind === 'busy') {
        const pauseMs = Math.min(claim.forMs, POLL_MS, 20 * 2 ** looks);
        await sleep(pauseMs * (0.5 + random() / 2), closing);
      } else {
        return await this.fetchWithLease(claim, owner, floor);
      }
    }
    throw new Fault('unavailable', 'other replicas keep failing to renew the token');
  }

  private async claim(floor: number, owner: string): Promise<Claim | undefined> {
    const { store, slot, leaseMs, observe } = this.options;
    const claim = await store.claim(slot, floor, owner, leaseMs).catch(withoutStore);
    if (claim === undefined) observe({ kind: 'store_failed' });
    return claim;
  }

  private async fetchWithLease(
    lease: Extract<Claim, { kind: 'lease' }>,
    owner: string,
    floor: number,
  ): Promise<FetchedToken> {
    const { store, slot, credential, clock, leaseMs, observe } = this.options;
    const beat = setInterval(
      () => void store.extend(slot, owner, leaseMs).catch(withoutStore),
      leaseMs / EXTENSIONS,
    );
    try {
      if (lease.refusal?.credential === credential) throw new CredentialFault(lease.refusal.problem);
      const stored = await this.issue(lease.generation);
      if ((await this.store(stored, owner)) !== false) return { stored, origin: 'iam' };
      // Our lease expired while we were suspended, and another replica renewed: all replicas know its token.
      observe({ kind: 'fenced', generation: stored.generation });
      return (await this.fromStore(lease.generation)) ?? { stored, origin: 'iam' };
    } catch (error) {
      if (!(error instanceof CredentialFault)) {
        // We may have been suspended, so another replica may have fetched a token meanwhile.
        const found = await this.fromStore(floor);
        if (found !== undefined) return found;
      } else if (lease.refusal?.credential !== credential) {
        const refusal = { problem: error.problem, credential, at: clock.now() };
        await store.remember(slot, refusal, rememberMs(error.problem)).catch(withoutStore);
      }
      throw error;
    } finally {
      clearInterval(beat);
      await store.release(slot, owner).catch(withoutStore);
    }
  }

  private async fromStore(floor: number): Promise<FetchedToken | undefined> {
    const { store, slot, acceptable } = this.options;
    const stored = await store.read(slot).catch(withoutStore);
    return stored !== undefined && acceptable(stored, floor) ? { stored, origin: store.kind } : undefined;
  }

  /** Fetches a token without the store, and writes it there when the store works again. */
  private async fetchAlone(floor: number, owner: string): Promise<FetchedToken> {
    const stored = await this.issue(Math.max(Math.floor(this.options.clock.now()), floor + 1));
    await this.store(stored, owner);
    return { stored, origin: 'iam' };
  }

  private async issue(generation: number): Promise<StoredToken> {
    const { clock, issueMs, closing, observe } = this.options;
    const startedAt = clock.monotonic();
    const late = (): Fault => new Fault('timeout', `IAM gave no token within ${issueMs} ms`);
    const deadline = deadlineAfter(issueMs, late, closing);
    const issued = await untilAborted(this.options.issue(deadline.signal), deadline.signal).finally(() =>
      deadline.dispose(),
    );
    const now = clock.monotonic();
    observe({ kind: 'issued', generation, tookMs: now - startedAt });
    const { value, issuedAt, expiresAt, lifeMs, askedAt, projectId } = issued;
    return {
      value,
      generation,
      issuedAt,
      expiresAt,
      lifeMs,
      remainingMs: lifeMs - (now - askedAt),
      ...(projectId === undefined ? {} : { projectId }),
    };
  }

  /** Returns true when stored, false when the store has a newer token, undefined when it fails; then `publish` retries. */
  private async store(stored: StoredToken, owner: string): Promise<boolean | undefined> {
    const { store, slot, clock } = this.options;
    const since = clock.monotonic();
    const written = await store.write(slot, stored).catch(withoutStore);
    if (written === undefined) void this.publish(stored, since, owner).catch(() => undefined);
    return written;
  }

  /** Writes the token until the store accepts it or has a newer one, so that other replicas need not ask IAM. */
  private async publish(stored: StoredToken, since: number, owner: string): Promise<void> {
    const { store, slot, clock, random, closing, acceptable } = this.options;
    for (let attempt = 1; attempt <= PUBLISH_ATTEMPTS; attempt++) {
      await sleep(PUBLISH_PAUSE_MS * (0.5 + random()), closing, true);
      if (acceptable(stored, stored.generation - 1)) {
        const remainingMs = stored.remainingMs - (clock.monotonic() - since);
        const written = await store.write(slot, { ...stored, remainingMs }).catch(withoutStore);
        if (written === undefined) continue;
      }
      // A claim that timed out may have taken the lease, which only its owner can release.
      const released = await store.release(slot, owner).then(() => true, withoutStore);
      if (released !== undefined) return;
    }
  }
}

/** Turns a failure of the store into undefined; throws any other error, which is a bug. */
export function withoutStore(error: unknown): undefined {
  if (!(error instanceof StoreFailure)) throw error;
  return undefined;
}
