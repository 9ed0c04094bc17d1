import { createHash, randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../../kernel/clock.js';
import type { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import { RedisFailure, type RedisPort } from '../../platform/redis/redis-port.js';
import { GrantLog } from '../../resilience/grant-log.js';
import type { Quota, QuotaView, StatedLimit, ThrottleHint } from '../../resilience/quota.js';
import { rateOf } from '../../resilience/quota-learning.js';
import { TokenBucket } from '../../resilience/token-bucket.js';
import { SharedBucket, type BucketNews, type Report } from './shared-bucket.js';

interface RedisQuotaOptions {
  /** Marks our entries in Redis. */
  readonly marks: KeyedDigest;
  /** Called with the number of entries in Redis that were dropped because they were not ours. */
  readonly onDropped?: (entries: number) => void;
  /** The configured limit of a key; undefined for none. */
  readonly limitOf?: (key: string) => StatedLimit | undefined;
  readonly clock?: Clock;
  /** `limit` is Infinity when a limit was forgotten. */
  readonly onChange?: (key: string, limit: number, windowMs: number, why: 'narrowed' | 'widened') => void;
}

/** What Redis said last of a key. */
interface Latest extends BucketNews {
  /** When, `Clock.monotonic()`. */
  readonly at: number;
}

/** What this process keeps for one key. */
interface KeyState {
  readonly shared: SharedBucket;
  readonly configured: StatedLimit | undefined;
  /** When this process let calls go, with a permit of Redis or without. */
  readonly grants: GrantLog;
  /** Redis does not know of later grants. */
  reportedUntil: number;
  /** Redis has lost what was reported, so all is to be reported again. */
  reportAll: boolean;
  latest: Latest | undefined;
  /** Paces this process alone while Redis is out of reach. */
  alone: TokenBucket | undefined;
  /** Nothing goes out before, while a refusal is on its way to Redis. */
  pausedUntil: number;
  /** Calls of Redis that are under way. */
  asking: number;
}

/** While no limit is known, Redis is asked for news this often: so long a refusal of another replica may go unnoticed. */
const REFRESH_AFTER_MS = 50;
/** When the news is older, Redis is asked before the call goes out, not at the same time. */
const STALE_AFTER_MS = 1_000;
/** Most grants that are reported at once, and their greatest age. */
const MAX_REPORTED = 1_000;
const MAX_REPORTED_AGE_MS = 120_000;
/** Least pause after a refusal until Redis has said how long it is. */
const FIRST_PAUSE_MS = 500;

/**
 * One quota for all replicas. While no limit is known, calls go out at once and Redis is only asked for news. As soon as a
 * limit is known, each permit is taken in Redis. Without Redis each replica keeps to its share: the limit last known,
 * divided by the number of replicas seen lately.
 */
export class RedisQuota implements Quota {
  private readonly replica = randomBytes(9).toString('base64url');
  private readonly states = new Map<string, KeyState>();
  private readonly clock: Clock;

  constructor(
    private readonly redis: RedisPort,
    private readonly options: RedisQuotaOptions,
  ) {
    this.clock = options.clock ?? systemClock;
  }

  take(key: string): number | Promise<number> {
    const state = this.stateOf(key);
    const now = this.clock.monotonic();
    if (state.pausedUntil > now) return state.pausedUntil - now;
    const { latest } = state;
    const isFree = state.alone === undefined && state.configured === undefined && !isLimited(latest);
    if (latest === undefined || !isFree || now - latest.at >= STALE_AFTER_MS)
      return this.takeShared(key, state);
    if (now - latest.at > REFRESH_AFTER_MS) this.refresh(key, state);
    state.grants.push(now);
    return 0;
  }

  throttled(key: string, hint: ThrottleHint): void {
    const state = this.stateOf(key);
    state.alone?.throttled(hint);
    const pausedUntil = this.clock.monotonic() + (hint.retryAfterMs ?? FIRST_PAUSE_MS);
    state.pausedUntil = Math.max(state.pausedUntil, pausedUntil);
    const recorded = this.ask(key, state, true, () =>
      state.shared.throttled(hint, () => this.report(state, true)),
    );
    void recorded.then((news) => {
      // From here on Redis knows of the pause, or the bucket of this process does.
      if (state.pausedUntil === pausedUntil) state.pausedUntil = 0;
      if (news === undefined && state.alone === undefined) this.aloneOf(key, state).throttled(hint);
    });
  }

  view(key: string): QuotaView {
    const state = this.stateOf(key);
    if (state.alone !== undefined) return state.alone.view();
    const { limit, windowMs, available, waitMs } = knownOf(state, this.clock.monotonic());
    return { limit, windowMs, available: waitMs > 0 ? 0 : Math.max(1, available), waitMs };
  }

  private async takeShared(key: string, state: KeyState): Promise<number> {
    const reports = state.configured !== undefined || state.latest === undefined || isLimited(state.latest);
    const news = await this.ask(key, state, reports, () => state.shared.take(this.report(state, reports)));
    const now = this.clock.monotonic();
    if (news === undefined) {
      const waitMs = this.aloneOf(key, state).tryTake();
      if (waitMs === 0) state.grants.push(now);
      return waitMs;
    }
    if (news.takeMs === 0) {
      state.grants.push(now);
      // Redis made this grant itself.
      state.reportedUntil = now;
    }
    return news.takeMs;
  }

  /** Asks for news, unless a call of Redis is under way that brings them. */
  private refresh(key: string, state: KeyState): void {
    if (state.asking > 0) return;
    const reports = state.configured !== undefined || isLimited(state.latest);
    void this.ask(key, state, reports, () => state.shared.look(this.report(state, reports)));
  }

  /**
   * Asks Redis and keeps what it says; undefined when Redis is out of reach.
   *
   * @param reports whether the call reports our grants.
   */
  private async ask(
    key: string,
    state: KeyState,
    reports: boolean,
    call: () => Promise<BucketNews>,
  ): Promise<BucketNews | undefined> {
    state.asking++;
    try {
      const news = await call();
      this.keep(key, state, { ...news, at: this.clock.monotonic() }, reports);
      return news;
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      state.reportAll = true;
      return undefined;
    } finally {
      state.asking--;
    }
  }

  private keep(key: string, state: KeyState, news: Latest, reported: boolean): void {
    const before = state.latest;
    state.latest = news;
    state.alone = undefined;
    if (before !== undefined) this.announce(key, before, news);
    // Redis needs our latest grants when the bucket began anew (Redis was emptied) and when a limit came up.
    const isNew = before !== undefined && before.epoch !== news.epoch && news.limit !== null;
    if (isNew) state.reportAll = true;
    const isNewlyLimited = !reported && isLimited(news);
    if ((isNew || isNewlyLimited) && this.unreported(state).length > 0)
      setImmediate(() => {
        this.refresh(key, state);
      });
  }

  /** Returns what goes along with a call of Redis. What is reported now is not reported again. */
  private report(state: KeyState, reports: boolean): Report {
    const report = { ages: reports ? this.unreported(state) : [], known: state.latest };
    if (reports) {
      state.reportedUntil = Math.max(state.reportedUntil, this.clock.monotonic());
      state.reportAll = false;
    }
    return report;
  }

  /** Returns the ages of the grants that Redis does not know of, in milliseconds. */
  private unreported({ grants, reportedUntil, reportAll }: KeyState): number[] {
    const now = this.clock.monotonic();
    const since = Math.max(reportAll ? -Infinity : reportedUntil, now - MAX_REPORTED_AGE_MS);
    const count = Math.min(MAX_REPORTED, grants.countSince(since));
    return Array.from({ length: count }, (_none, at) => Math.max(0, now - grants.newest(at + 1)));
  }

  /** Returns the bucket that paces this process's share of the limit. */
  private aloneOf(key: string, state: KeyState): TokenBucket {
    if (state.alone !== undefined) return state.alone;
    const { latest, configured, grants } = state;
    const limit = latest === undefined ? (configured?.calls ?? null) : latest.limit;
    const windowMs = latest?.windowMs ?? configured?.windowMs ?? 60_000;
    const share = shareOf(limit, windowMs, Math.max(1, latest?.replicas ?? 1));
    const lately = grants.countSince(this.clock.monotonic() - (share?.windowMs ?? windowMs));
    const { onChange } = this.options;
    state.alone = new TokenBucket({
      clock: this.clock,
      ...share,
      taken: Array.from({ length: lately }, (_none, at) => grants.newest(lately - at)),
      ...(onChange === undefined ? {} : { onChange: (...change) => onChange(key, ...change) }),
    });
    return state.alone;
  }

  private announce(key: string, before: Latest, news: Latest): void {
    const was = rateOf(before);
    const is = rateOf(news);
    if (was !== is)
      this.options.onChange?.(key, news.limit ?? Infinity, news.windowMs, is < was ? 'narrowed' : 'widened');
  }

  private stateOf(key: string): KeyState {
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const configured = this.options.limitOf?.(key);
    // Hashed, because a key holds names from the configuration, which nobody needs to read in Redis. With the configured
    // limit, because what was learned under another one is kept for a day and would count in its place.
    const digest = createHash('sha256').update(
      JSON.stringify([key, configured?.calls, configured?.windowMs]),
    );
    const name = `quota:{${digest.digest('base64url').slice(0, 22)}}`;
    const state: KeyState = {
      shared: new SharedBucket({
        redis: this.redis,
        name,
        marks: this.options.marks.marks(name),
        replica: this.replica,
        configured,
        clock: this.clock,
        onDropped: this.options.onDropped,
      }),
      configured,
      grants: new GrantLog(4_096),
      reportedUntil: -Infinity,
      reportAll: false,
      latest: undefined,
      alone: undefined,
      pausedUntil: 0,
      asking: 0,
    };
    this.states.set(key, state);
    return state;
  }
}

/** Returns whether Redis knows of a limit or of a pause. */
function isLimited(latest: Latest | undefined): boolean {
  return latest !== undefined && (latest.limit !== null || latest.waitMs > 0);
}

/** Returns one replica's share of the limit: with fewer calls than replicas, one call in a window as much longer. */
function shareOf(
  limit: number | null,
  windowMs: number,
  replicas: number,
): { limit: number; windowMs: number } | undefined {
  if (limit === null) return undefined;
  const stretchedMs = limit >= replicas ? windowMs : (windowMs * replicas) / limit;
  return {
    limit: Math.max(1, Math.floor(limit / replicas)),
    windowMs: Math.min(3_600_000, Math.max(100, stretchedMs)),
  };
}

/** Returns what this process knows of a key: from Redis, or from the configuration before the first answer. */
function knownOf({ latest, configured, pausedUntil }: KeyState, now: number): QuotaView {
  const pauseMs = Math.max(0, pausedUntil - now);
  if (latest === undefined) {
    const limit = configured?.calls;
    const windowMs = configured?.windowMs ?? 60_000;
    return { limit, windowMs, available: limit ?? Infinity, waitMs: pauseMs };
  }
  const { limit, windowMs, available, waitMs, at } = latest;
  return { limit: limit ?? undefined, windowMs, available, waitMs: Math.max(pauseMs, waitMs - (now - at)) };
}
