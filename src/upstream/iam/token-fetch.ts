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
  /** How long a replica keeps the others waiting after its last sign of life; what a dead holder costs. */
  readonly leaseMs: number;
  /** How long all attempts at IAM together may take; the lease is kept meanwhile. */
  readonly issueMs: number;
  readonly observe: ObserveTokens;
  /** Whether a token of the store may be used, given that it must be newer than `floor`. */
  readonly acceptable: (stored: StoredToken, floor: number) => boolean;
  /** Ends waits and calls. */
  readonly closing: AbortSignal;
}

export interface FetchedToken {
  readonly stored: StoredToken;
  readonly origin: 'iam' | 'redis' | 'memory';
}

/** The longest pause between two looks at a lease that another holds; with jitter, so waiters do not march. */
const POLL_MS = 100;
/** Waiting for other replicas ends when so many of them can have had their turn, and failed. */
const PATIENCE_TURNS = 2;
/** Signs of life within one lease; choice: three may get lost. */
const BEATS = 4;
/** A token that failed to reach the store is offered again so often, about a second apart. */
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
      leaseMs / BEATS,
    );
    try {
      if (lease.refusal?.credential === credential) throw new CredentialFault(lease.refusal.problem);
      const stored = await this.issue(lease.generation);
      if ((await this.store(stored, owner)) !== false) return { stored, origin: 'iam' };
      // We slept through our lease and another has renewed since: its token is the one all replicas know.
      observe({ kind: 'fenced', generation: stored.generation });
      return (await this.fromStore(lease.generation)) ?? { stored, origin: 'iam' };
    } catch (error) {
      if (!(error instanceof CredentialFault)) {
        // Out of time, perhaps because we slept: another replica may have been luckier meanwhile.
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

  /** Without a store each replica asks for itself; what it got is offered to the store when that comes back. */
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

  /** True when stored, false when the store has a newer one, undefined when it is out of reach and we go on trying. */
  private async store(stored: StoredToken, owner: string): Promise<boolean | undefined> {
    const { store, slot, clock } = this.options;
    const since = clock.monotonic();
    const written = await store.write(slot, stored).catch(withoutStore);
    if (written === undefined) void this.publish(stored, since, owner).catch(() => undefined);
    return written;
  }

  /** Offers the token until the store takes it or has a newer one, so that other replicas need not ask IAM. */
  private async publish(stored: StoredToken, since: number, owner: string): Promise<void> {
    const { store, slot, clock, random, closing, acceptable } = this.options;
    for (let attempt = 1; attempt <= PUBLISH_ATTEMPTS; attempt++) {
      await sleep(PUBLISH_PAUSE_MS * (0.5 + random()), closing, true);
      if (acceptable(stored, stored.generation - 1)) {
        const remainingMs = stored.remainingMs - (clock.monotonic() - since);
        const written = await store.write(slot, { ...stored, remainingMs }).catch(withoutStore);
        if (written === undefined) continue;
      }
      // A claim that timed out may have been carried out after all; nobody else can give that lease back.
      const released = await store.release(slot, owner).then(() => true, withoutStore);
      if (released !== undefined) return;
    }
  }
}

/** Going on without the store is the rule; anything else that is thrown is a bug and stays one. */
export function withoutStore(error: unknown): undefined {
  if (!(error instanceof StoreFailure)) throw error;
  return undefined;
}
