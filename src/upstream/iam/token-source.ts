import { createHash } from 'node:crypto';
import { reasonOf, untilAborted } from '../../kernel/abort.js';
import { systemClock, type Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import { copyFault } from './credential-fault.js';
import type { CredentialState } from './credential-state.js';
import { RefusalMemory } from './refusal-memory.js';
import { TokenFetch, withoutStore, type FetchedToken, type TokenFetchOptions } from './token-fetch.js';
import { TokenLife } from './token-life.js';
import type { ObserveTokens } from './token-events.js';
import type { StoredToken } from './token-store.js';

/** What a request is sent with. */
interface IamToken {
  readonly value: string;
  readonly generation: number;
  readonly projectId?: string;
  /** When it was handed out, on the monotonic clock. */
  readonly takenAt: number;
  /**
   * Another replica fetched it before the service last refused a token here, and nobody here has seen it taken since:
   * it may be as dead as the refused one.
   */
  readonly unproven: boolean;
}

export interface TokenSourceTimings {
  /** See `TokenFetchOptions`. */
  readonly leaseMs: number;
  readonly issueMs: number;
  /** Renew so long before the end, or at a tenth of the life if that is less. */
  readonly marginMs: number;
  /** How often a refused or failing source looks whether another replica has a token. */
  readonly peekMs: number;
}

const DEFAULT_TIMINGS: TokenSourceTimings = {
  leaseMs: 3_000,
  issueMs: 10_000,
  marginMs: 30 * 60_000,
  peekMs: 1_000,
};

export interface TokenSourceOptions extends Pick<
  TokenFetchOptions,
  'slot' | 'credential' | 'issue' | 'store'
> {
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly timings?: Partial<TokenSourceTimings>;
  readonly observe?: ObserveTokens;
}

/** A token in use here. */
interface Held extends FetchedToken {
  readonly life: TokenLife;
  readonly gotAt: number;
  /** Another replica fetched it before our last refusal. */
  readonly old: boolean;
  accepted: boolean;
  /** It still worked then: when it was issued, or when the last request left that was taken with it. */
  workedAt: number;
}

/**
 * When a token of the store was issued is known to some milliseconds only: lives are kept whole, and a write takes
 * time. So much earlier than the refused one last worked still counts as later; source: rounding, with room.
 */
const ISSUE_BLUR_MS = 5;

/** While the old token still works, a renewal that failed is tried again so often at most. */
const BACKGROUND_RETRY_MS = 60_000;

/**
 * The one place a project's token comes from. In the process one fetch serves all callers; across replicas a lease in
 * the store lets one of them ask IAM and the others take over its token. Renewed in the background ahead of its end,
 * so callers wait only when there is none. A store that is out of reach costs sharing, nothing else.
 */
export class TokenSource {
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly timings: TokenSourceTimings;
  private readonly observe: ObserveTokens;
  private readonly closing = new AbortController();
  private readonly refusals: RefusalMemory;
  private readonly fetching: TokenFetch;
  private held: Held | undefined;
  private flight: Promise<Held> | undefined;
  private renewTimer: NodeJS.Timeout | undefined;
  private peekedAt = -Infinity;
  /** Tokens up to this generation are of no use: refused, or to be replaced. */
  private floor = 0;
  /** Digest of the last refused token: IAM, or a store, may hand out the same one again. */
  private refusedDigest: string | undefined;
  /** When the service last refused a token in use here. */
  private refusedAt = -Infinity;
  /** A refused token still worked then, so whoever renewed because of that refusal did it later. */
  private renewedAfter = -Infinity;

  constructor(private readonly options: TokenSourceOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.timings = { ...DEFAULT_TIMINGS, ...options.timings };
    this.observe = options.observe ?? (() => undefined);
    this.refusals = new RefusalMemory(this.clock, this.random);
    this.fetching = new TokenFetch({
      slot: options.slot,
      credential: options.credential,
      issue: options.issue,
      store: options.store,
      clock: this.clock,
      random: this.random,
      leaseMs: this.timings.leaseMs,
      issueMs: this.timings.issueMs,
      observe: this.observe,
      acceptable: (stored, floor) => this.acceptable(stored, floor),
      closing: this.closing.signal,
    });
  }

  /**
   * A token that is good for some seconds at least.
   *
   * Cost: none while one is held; else one fetch for all who wait, and the signal takes its caller out of the wait only.
   * @throws CredentialFault at once, without a call, while the credential is known to be refused; the fault of the
   *   last fetch while it is backing off; the signal's reason when it aborts.
   */
  async token(signal: AbortSignal): Promise<IamToken> {
    if (signal.aborted) throw reasonOf(signal);
    return this.handOut(this.usableNow() ?? (await this.join(signal)));
  }

  /** The service took the token. */
  accepted(token: IamToken): void {
    const held = this.held;
    if (held?.stored.generation !== token.generation) return;
    held.workedAt = Math.max(held.workedAt, token.takenAt);
    if (held.accepted) return;
    held.accepted = true;
    this.refusals.tokenAccepted();
  }

  /**
   * The service refused the token (401). Naming it makes late callers harmless: who fails with a token that is
   * already replaced causes nothing. True when asking again with `token()` makes sense.
   *
   * From then on a token of another replica counts as its renewal only when it was issued after the refused one last
   * worked. Replicas that signed in each by itself, while the store was away, have others that are just as dead.
   */
  refused(token: IamToken): boolean {
    if (token.generation > this.floor) {
      this.floor = token.generation;
      this.refusedDigest = digest(token.value);
      this.observe({ kind: 'refused', generation: token.generation });
    }
    const held = this.held;
    if (held?.stored.generation === token.generation) {
      this.held = undefined;
      clearTimeout(this.renewTimer);
      const now = this.clock.monotonic();
      // An old one says nothing of what IAM issues now.
      if (!held.old) this.refusals.tokenRefused(held.accepted, now - held.gotAt);
      this.renewedAfter = Math.max(this.renewedAfter, held.workedAt);
      this.refusedAt = now;
    }
    return this.refusals.current()?.kind !== 'credential';
  }

  /**
   * Forgets every refusal and back-off, here and in the store, and fetches a new token; callers keep the old one until
   * then. @throws as `token`.
   */
  async refresh(signal: AbortSignal): Promise<IamToken> {
    const settled = Promise.resolve(this.flight).catch(() => undefined);
    await untilAborted(settled, signal);
    this.refusals.clear();
    await this.options.store.forget(this.options.slot).catch(withoutStore);
    this.floor = Math.max(this.floor, this.held?.stored.generation ?? 0);
    return this.handOut(await this.join(signal));
  }

  /** Whether `token()` has or will try to get one now. */
  usable(): boolean {
    return this.usableNow() !== undefined || this.refusals.current() === undefined;
  }

  /** For operators; holds no token. */
  state(): Omit<CredentialState, 'id' | 'kind'> {
    const state = this.refusals.state();
    const held = this.usableNow();
    if (held === undefined) return state;
    const { generation, issuedAt, expiresAt } = held.stored;
    return {
      ...state,
      condition: 'ready',
      token: { generation, issuedAt, expiresAt, source: held.origin },
    };
  }

  /** Stops timers and background work; callers that wait are rejected. */
  close(): void {
    clearTimeout(this.renewTimer);
    this.closing.abort(new Fault('cancelled', 'the token source is closed'));
  }

  private usableNow(): Held | undefined {
    return this.held?.life.usable() === true ? this.held : undefined;
  }

  private handOut({ stored, old, accepted }: Held): IamToken {
    const { value, generation, projectId } = stored;
    return {
      value,
      generation,
      ...(projectId === undefined ? {} : { projectId }),
      takenAt: this.clock.monotonic(),
      unproven: old && !accepted,
    };
  }

  private async join(signal: AbortSignal): Promise<Held> {
    try {
      return await untilAborted(this.renewal(), signal);
    } catch (error) {
      // Many wait for one fetch; each gets a fault of its own, because whoever retries writes into it.
      throw error instanceof Fault ? copyFault(error) : error;
    }
  }

  /** The fetch under way, or a new one. */
  private renewal(): Promise<Held> {
    if (this.flight === undefined) {
      const flight = this.renew().finally(() => (this.flight = undefined));
      // Whoever waits sees the failure; when all have left, nobody does.
      flight.catch(() => undefined);
      this.flight = flight;
    }
    return this.flight;
  }

  private async renew(): Promise<Held> {
    if (this.closing.signal.aborted) throw reasonOf(this.closing.signal);
    const refusal = this.refusals.current();
    if (refusal !== undefined) {
      const found = await this.peek();
      if (found === undefined) throw refusal;
      return found;
    }
    try {
      const after = Math.max(this.floor, this.held?.stored.generation ?? 0);
      return this.hold(await this.fetching.fetch(after));
    } catch (error) {
      if (this.closing.signal.aborted) throw reasonOf(this.closing.signal);
      const fault = Fault.from(error);
      this.refusals.failed(fault);
      this.observe({ kind: 'failed', fault: fault.kind, message: fault.message });
      this.scheduleRetry();
      throw fault;
    }
  }

  /** While refused or backing off: another replica may have had more luck, or an operator's refresh may have. */
  private async peek(): Promise<Held | undefined> {
    const now = this.clock.monotonic();
    if (now - this.peekedAt < this.timings.peekMs) return undefined;
    this.peekedAt = now;
    const { store, slot } = this.options;
    const stored = await store.read(slot).catch(withoutStore);
    if (stored === undefined || !this.acceptable(stored, this.floor)) return undefined;
    return this.hold({ stored, origin: store.kind });
  }

  private acceptable(stored: StoredToken, floor: number): boolean {
    const life = new TokenLife(stored, this.clock, this.timings.marginMs);
    return (
      stored.generation > floor &&
      digest(stored.value) !== this.refusedDigest &&
      life.issuedAt >= this.renewedAfter - ISSUE_BLUR_MS &&
      life.usable()
    );
  }

  private hold({ stored, origin }: FetchedToken): Held {
    const life = new TokenLife(stored, this.clock, this.timings.marginMs);
    const held: Held = {
      stored,
      origin,
      life,
      gotAt: this.clock.monotonic(),
      old: origin !== 'iam' && life.issuedAt < this.refusedAt,
      accepted: false,
      workedAt: life.issuedAt,
    };
    this.held = held;
    this.refusals.fetched();
    if (origin !== 'iam') this.observe({ kind: 'adopted', generation: stored.generation });
    this.schedule(life.renewInMs(this.random()));
    return held;
  }

  /** Ahead of the end, with nobody waiting. */
  private schedule(inMs: number): void {
    clearTimeout(this.renewTimer);
    if (this.closing.signal.aborted) return;
    this.renewTimer = setTimeout(() => void this.renewal().catch(() => undefined), inMs);
    this.renewTimer.unref();
  }

  /** A renewal that failed is tried again while the old token still works, more often towards its end. */
  private scheduleRetry(): void {
    const soonestMs = this.refusals.retryInMs();
    const held = this.usableNow();
    if (held === undefined || soonestMs === undefined) return;
    this.schedule(Math.max(soonestMs, Math.min(BACKGROUND_RETRY_MS, held.life.leftMs() / 10)));
  }
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}
