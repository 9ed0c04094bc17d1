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

/** The token of a request. */
export interface IamToken {
  readonly value: string;
  readonly generation: number;
  readonly projectId?: string;
  /** When a request got it, on the monotonic clock. */
  readonly takenAt: number;
  /**
   * Another replica fetched it before the service last refused a token here, and the service has not accepted it here
   * since: it may be as invalid as the refused one.
   */
  readonly unproven: boolean;
}

export interface TokenSourceTimings {
  /** See `TokenFetchOptions`. */
  readonly leaseMs: number;
  readonly issueMs: number;
  /** A token is renewed so long before its end, or a tenth of its life before if that is less. */
  readonly marginMs: number;
  /** How often a refused or failing source reads the store for a token of another replica. */
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

/** The token that this source uses. */
interface Held extends FetchedToken {
  readonly life: TokenLife;
  readonly gotAt: number;
  /** Another replica fetched it before our last refusal. */
  readonly old: boolean;
  accepted: boolean;
  /** When it was last known to work: its issue, or the start of the last request that was accepted with it. */
  workedAt: number;
}

/**
 * The time of issue of a stored token is exact to some milliseconds only, because lives are rounded and a write takes time.
 * A token issued up to so much before the refused one last worked counts as issued later; source: rounding, with margin.
 */
const ISSUE_BLUR_MS = 5;

/** Longest pause before a failed renewal is repeated while the old token works; choice. */
const BACKGROUND_RETRY_MS = 60_000;

/**
 * Supplies the token of a project. In the process one fetch serves all callers. Across replicas a lease in the store lets one
 * of them ask IAM, and the others adopt its token. Tokens are renewed in the background before their end, so callers wait
 * only when there is none. When the store fails, each replica fetches its own.
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
  /** Tokens up to this generation were refused or are to be replaced. */
  private floor = 0;
  /** Digest of the last refused token: IAM or the store may return the same one again. */
  private refusedDigest: string | undefined;
  /** When the service last refused a token in use here. */
  private refusedAt = -Infinity;
  /** When a refused token last worked: its renewal was issued later. */
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
   * Returns a token that is valid for some seconds at least.
   *
   * Cost: none while one is held; else one fetch for all who wait, and the signal takes its caller out of the wait only.
   * @throws CredentialFault at once, without a call, while the credential is known to be refused; the fault of the
   *   last fetch while it is backing off; the signal's reason when it aborts.
   */
  async token(signal: AbortSignal): Promise<IamToken> {
    if (signal.aborted) throw reasonOf(signal);
    return this.atHand() ?? this.handOut(await this.join(signal));
  }

  /** Returns a token that is valid for some seconds at least, if one is held; undefined where one has to be fetched. */
  atHand(): IamToken | undefined {
    const held = this.usableNow();
    return held === undefined ? undefined : this.handOut(held);
  }

  /** Records that the service accepted the token. */
  accepted(token: IamToken): void {
    const held = this.held;
    if (held?.stored.generation !== token.generation) return;
    held.workedAt = Math.max(held.workedAt, token.takenAt);
    if (held.accepted) return;
    held.accepted = true;
    this.refusals.tokenAccepted();
  }

  /**
   * Records that the service refused the token (401). A token that is already replaced has no effect, so late callers cause
   * no renewal. Returns whether another call of `token()` makes sense.
   *
   * From then on a token of another replica is adopted only when it was issued after the refused one last worked. Replicas
   * that signed in alone while the store was away have other tokens that are just as invalid.
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
      // An old token says nothing about those that IAM issues now.
      if (!held.old) this.refusals.tokenRefused(held.accepted, now - held.gotAt);
      this.renewedAfter = Math.max(this.renewedAfter, held.workedAt);
      this.refusedAt = now;
    }
    return this.refusals.current()?.kind !== 'credential';
  }

  /**
   * Forgets every refusal and back-off, here and in the store, and fetches a new token. Until then callers use the old one.
   *
   * @throws as `token`.
   */
  async refresh(signal: AbortSignal): Promise<IamToken> {
    const settled = Promise.resolve(this.flight).catch(() => undefined);
    await untilAborted(settled, signal);
    this.refusals.clear();
    await this.options.store.forget(this.options.slot).catch(withoutStore);
    this.floor = Math.max(this.floor, this.held?.stored.generation ?? 0);
    return this.handOut(await this.join(signal));
  }

  /** Returns whether `token()` has a token or would fetch one now. */
  usable(): boolean {
    return this.usableNow() !== undefined || this.refusals.current() === undefined;
  }

  /** Returns the state for operators, without the token. */
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

  /** Stops timers and background work; rejects callers that wait. */
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
      // All callers of one fetch get faults of their own, because a retry changes its fault.
      throw error instanceof Fault ? copyFault(error) : error;
    }
  }

  /** Returns the fetch in progress, or starts one. */
  private renewal(): Promise<Held> {
    if (this.flight === undefined) {
      const flight = this.renew().finally(() => (this.flight = undefined));
      // When all callers have left, nobody handles the rejection.
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
      this.observe({ kind: 'failed', fault });
      this.scheduleRetry();
      throw fault;
    }
  }

  /** Reads the store while refused or backing off: another replica or an operator's refresh may have got a token. */
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

  /** Schedules a renewal in the background. */
  private schedule(inMs: number): void {
    clearTimeout(this.renewTimer);
    if (this.closing.signal.aborted) return;
    this.renewTimer = setTimeout(() => void this.renewal().catch(() => undefined), inMs);
    this.renewTimer.unref();
  }

  /** Schedules the next attempt after a failed renewal while the old token works, more often towards its end. */
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
