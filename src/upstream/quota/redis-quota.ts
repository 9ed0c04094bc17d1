import { createHash, randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../../kernel/clock.js';
import type { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import { RedisFailure, type RedisPort } from '../../platform/redis/redis-port.js';
import { GrantLog } from '../../resilience/grant-log.js';
import type { Quota, QuotaView, StatedLimit, ThrottleHint } from '../../resilience/quota.js';
import { TokenBucket } from '../../resilience/token-bucket.js';
import { QUOTA } from './quota-script.js';

interface RedisQuotaOptions {
  /** Marks what is ours. */
  readonly marks: KeyedDigest;
  /** Called with the number of entries that were dropped because they were not ours. */
  readonly onDropped?: (entries: number) => void;
  /** The configured limit of a key; undefined for none. */
  readonly limitOf?: (key: string) => StatedLimit | undefined;
  readonly clock?: Clock;
  /** `limit` is Infinity when a limit was forgotten. */
  readonly onChange?: (key: string, limit: number, windowMs: number, why: 'narrowed' | 'widened') => void;
}

/** What Redis last said of a key. */
interface Seen {
  /** 0 for none. */
  readonly limit: number;
  readonly windowMs: number;
  readonly available: number;
  readonly waitMs: number;
  readonly epoch: string;
  readonly replicas: number;
  /** When, `Clock.monotonic()`. */
  readonly at: number;
}

/** What this process keeps for one key. */
interface Line {
  readonly name: string;
  readonly marks: string;
  readonly configured: StatedLimit | undefined;
  /** When this process let calls go, whoever decided it. */
  readonly grants: GrantLog;
  /** Grants later than this are unknown to Redis. */
  toldUntil: number;
  /** Redis has forgotten what it was told. */
  retell: boolean;
  seen: Seen | undefined;
  /** Paces this process alone while Redis is out of reach. */
  own: TokenBucket | undefined;
  /** Nothing goes out before, while a refusal is on its way to Redis. */
  pausedUntil: number;
  asking: boolean;
}

/** What the script reads as "no limit". */
const NO_LIMIT: StatedLimit = { calls: 0, windowMs: 60_000 };
/** How old the news may be that no limit is known: so long another replica's first refusal may go unnoticed. A choice. */
const NEWS_MS = 50;
/** Past this the news is asked for before a call goes out, not beside it. */
const OLD_NEWS_MS = 1_000;
/** Grants told to Redis at once, and how old they may be, in milliseconds. */
const MOST_TOLD = 1_000;
const TOLD_AGE_MS = 120_000;
/** Least pause after a refusal until Redis has said how long it is. */
const FIRST_PAUSE_MS = 500;

/**
 * One quota for all replicas. While no limit is known calls go out at once and Redis is only asked for news; as soon as
 * one is, each permit is taken there. Without Redis each replica keeps to its part of the limit last known: the limit by
 * the number of replicas seen lately.
 */
export class RedisQuota implements Quota {
  private readonly replica = randomBytes(9).toString('base64url');
  private readonly lines = new Map<string, Line>();
  private readonly clock: Clock;

  constructor(
    private readonly redis: RedisPort,
    private readonly options: RedisQuotaOptions,
  ) {
    this.clock = options.clock ?? systemClock;
  }

  take(key: string): number | Promise<number> {
    const line = this.line(key);
    const now = this.clock.monotonic();
    if (line.pausedUntil > now) return line.pausedUntil - now;
    const { seen } = line;
    if (
      line.own === undefined &&
      line.configured === undefined &&
      seen?.limit === 0 &&
      seen.waitMs === 0 &&
      now - seen.at < OLD_NEWS_MS
    ) {
      if (now - seen.at > NEWS_MS) void this.ask(key, line, 'view', []);
      line.grants.push(now);
      return 0;
    }
    return this.takeShared(key, line);
  }

  throttled(key: string, hint: ThrottleHint): void {
    const line = this.line(key);
    const now = this.clock.monotonic();
    line.own?.throttled(hint);
    const pausedUntil = now + (hint.retryAfterMs ?? FIRST_PAUSE_MS);
    line.pausedUntil = Math.max(line.pausedUntil, pausedUntil);
    const args = [
      hint.takenAt === undefined ? '' : now - hint.takenAt,
      hint.retryAfterMs ?? '',
      hint.stated?.calls ?? '',
      hint.stated?.windowMs ?? '',
    ];
    void this.ask(key, line, 'throttled', args).then((seen) => {
      // From here on Redis knows; alone, the own bucket does.
      if (line.pausedUntil === pausedUntil) line.pausedUntil = 0;
      if (seen === undefined && line.own === undefined) this.alone(key, line).throttled(hint);
    });
  }

  view(key: string): QuotaView {
    const line = this.line(key);
    const now = this.clock.monotonic();
    if (line.own !== undefined) return line.own.view();
    const { limit, windowMs, available, waitMs } = knownOf(line, now);
    return { limit, windowMs, available: waitMs > 0 ? 0 : Math.max(1, available), waitMs };
  }

  private async takeShared(key: string, line: Line): Promise<number> {
    const seen = await this.ask(key, line, 'take', []);
    const now = this.clock.monotonic();
    if (seen === undefined) {
      const waitMs = this.alone(key, line).tryTake();
      if (waitMs === 0) line.grants.push(now);
      return waitMs;
    }
    if (seen.takeMs === 0) {
      line.grants.push(now);
      // Redis made this grant: it need not be told of it.
      line.toldUntil = now;
    }
    return seen.takeMs;
  }

  /** One turn of the script; undefined when Redis is out of reach. */
  private async ask(
    key: string,
    line: Line,
    op: 'take' | 'throttled' | 'view',
    hint: readonly (string | number)[],
  ): Promise<(Seen & { readonly takeMs: number }) | undefined> {
    // News need asking for once only; permits and refusals are one each.
    if (op === 'view' && line.asking) return undefined;
    line.asking = true;
    try {
      return await this.run(key, line, op, hint);
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      line.retell = true;
      return undefined;
    } finally {
      line.asking = false;
    }
  }

  private async run(
    key: string,
    line: Line,
    op: 'take' | 'throttled' | 'view',
    hint: readonly (string | number)[],
  ): Promise<Seen & { readonly takeMs: number }> {
    const { configured, seen } = line;
    const askedAt = this.clock.monotonic();
    const limited = configured !== undefined || op === 'throttled' || seen?.limit !== 0 || seen.waitMs > 0;
    const untold = limited ? this.untold(line, askedAt) : [];
    if (limited) {
      // Before the answer is there: others may ask meanwhile, and no grant shall be told twice.
      line.toldUntil = Math.max(line.toldUntil, askedAt);
      line.retell = false;
    }
    const reply = await this.runScript(line, op, hint, untold);
    const news = readReply(reply, this.clock.monotonic());
    if (news.dropped > 0) this.options.onDropped?.(news.dropped);
    this.learn(key, line, news, limited);
    return news;
  }

  /** @param told whether Redis was told of our grants in the call that brought the news. */
  private learn(key: string, line: Line, news: Seen, told: boolean): void {
    const before = line.seen;
    line.seen = news;
    if (line.own !== undefined) line.own = undefined;
    if (before !== undefined) this.tellChange(key, before, news);
    // When the state began anew (Redis was emptied), or a limit came up, Redis must know the latest grants.
    const newEpoch = before !== undefined && before.epoch !== news.epoch && news.limit > 0;
    if (newEpoch) line.retell = true;
    const grown = !told && (news.limit > 0 || news.waitMs > 0);
    if ((newEpoch || grown) && this.untold(line, this.clock.monotonic()).length > 0)
      setImmediate(() => void this.ask(key, line, 'view', []));
  }

  private runScript(
    { name, marks, configured, seen }: Line,
    op: 'take' | 'throttled' | 'view',
    hint: readonly (string | number)[],
    untold: readonly number[],
  ): Promise<unknown> {
    const ceiling = configured ?? NO_LIMIT;
    const known = seen ?? { limit: 0, windowMs: 60_000 };
    return this.redis.run(
      QUOTA,
      [`${name}:state`, `${name}:grants`, `${name}:replicas`],
      [
        op,
        '',
        this.replica,
        ceiling.calls,
        ceiling.windowMs,
        known.limit,
        known.windowMs,
        ...(hint.length === 0 ? ['', '', '', ''] : hint),
        marks,
        ...untold,
      ],
    );
  }

  /** Ages of the grants that Redis does not know of, in milliseconds. */
  private untold(line: Line, now: number): number[] {
    const since = Math.max(line.retell ? -Infinity : line.toldUntil, now - TOLD_AGE_MS);
    const count = Math.min(MOST_TOLD, line.grants.countSince(since));
    return Array.from({ length: count }, (_none, at) => Math.max(0, now - line.grants.newest(at + 1)));
  }

  /** This process's part of the limit, paced by itself. */
  private alone(key: string, line: Line): TokenBucket {
    if (line.own !== undefined) return line.own;
    const { seen, configured } = line;
    const limit = seen === undefined ? (configured?.calls ?? 0) : seen.limit;
    const windowMs = seen?.windowMs ?? configured?.windowMs ?? 60_000;
    const replicas = Math.max(1, seen?.replicas ?? 1);
    const part = Math.max(1, Math.floor(limit / replicas));
    // Fewer calls than replicas: one each, in a window as much longer.
    const stretched = limit >= replicas ? windowMs : (windowMs * replicas) / Math.max(1, limit);
    const now = this.clock.monotonic();
    const lately = line.grants.countSince(now - stretched);
    line.own = new TokenBucket({
      clock: this.clock,
      ...(limit === 0 ? {} : { limit: part, windowMs: Math.min(3_600_000, Math.max(100, stretched)) }),
      taken: Array.from({ length: lately }, (_none, at) => line.grants.newest(lately - at)),
      ...(this.options.onChange === undefined
        ? {}
        : { onChange: (...change) => this.options.onChange?.(key, ...change) }),
    });
    return line.own;
  }

  private tellChange(key: string, before: Seen, now: Seen): void {
    const was = rateOf(before);
    const is = rateOf(now);
    if (was !== is)
      this.options.onChange?.(
        key,
        now.limit === 0 ? Infinity : now.limit,
        now.windowMs,
        is < was ? 'narrowed' : 'widened',
      );
  }

  private line(key: string): Line {
    const known = this.lines.get(key);
    if (known !== undefined) return known;
    // Hashed: a key holds names from the configuration, and of those nobody needs to read in Redis.
    const name = `quota:{${createHash('sha256').update(key).digest('base64url').slice(0, 22)}}`;
    const line: Line = {
      name,
      marks: this.options.marks.marks(name),
      configured: this.options.limitOf?.(key),
      grants: new GrantLog(4_096),
      toldUntil: -Infinity,
      retell: false,
      seen: undefined,
      own: undefined,
      pausedUntil: 0,
      asking: false,
    };
    this.lines.set(key, line);
    return line;
  }
}

/** Returns what this process knows of a key: from Redis, or from the configuration before the first answer. */
function knownOf({ seen, configured, pausedUntil }: Line, now: number): QuotaView {
  const pauseMs = Math.max(0, pausedUntil - now);
  if (seen === undefined) {
    const limit = configured?.calls;
    const windowMs = configured?.windowMs ?? 60_000;
    return { limit, windowMs, available: limit ?? Infinity, waitMs: pauseMs };
  }
  return {
    limit: seen.limit === 0 ? undefined : seen.limit,
    windowMs: seen.windowMs,
    available: seen.available < 0 ? Infinity : seen.available,
    waitMs: Math.max(pauseMs, seen.waitMs - (now - seen.at)),
  };
}

function rateOf({ limit, windowMs }: Seen): number {
  return limit === 0 ? Infinity : limit / windowMs;
}

function readReply(reply: unknown, at: number): Seen & { readonly takeMs: number; readonly dropped: number } {
  if (!Array.isArray(reply) || reply.length !== 8)
    throw new RedisFailure('refused', 'redis quota: strange answer');
  const [takeMs, limit, windowMs, available, waitMs, epoch, replicas, dropped] = reply as unknown[];
  return {
    takeMs: Number(takeMs),
    limit: Number(limit),
    windowMs: Math.max(1, Number(windowMs)),
    available: Number(available),
    waitMs: Number(waitMs),
    epoch: String(epoch),
    replicas: Number(replicas),
    dropped: Number(dropped),
    at,
  };
}
