import { systemClock, type Clock } from '../../kernel/clock.js';
import { DROPPING, MARKED } from '../../platform/redis/keyed-digest.js';
import { luaScript } from '../../platform/redis/lua-script.js';
import { RedisFailure, type RedisPort } from '../../platform/redis/redis-port.js';
import type { StatedLimit, ThrottleHint } from '../../resilience/quota.js';
import {
  burstOf,
  permitsLeft,
  QuotaLearning,
  reviewAt,
  spanOf,
  timesToCount,
  type LearnedQuota,
} from '../../resilience/quota-learning.js';

const SHARED_BUCKET = luaScript(
  'shared-bucket',
  new URL('./shared-bucket.lua', import.meta.url),
  `${DROPPING}${MARKED}`,
);

/** Runs of the script for one call. More means that other replicas change the bucket all the time: then Redis is given up. */
const MAX_RUNS = 20;

/** Stands before the stored text. Another release that stores other members must change it. */
const FORM = '2 ';

interface SharedBucketOptions {
  readonly redis: RedisPort;
  /** Its keys in Redis begin with this; it holds a `{hash tag}`. */
  readonly name: string;
  /** Keys of the mark that the bucket carries in Redis. */
  readonly marks: string;
  /** Names this process among the replicas. */
  readonly replica: string;
  readonly configured: StatedLimit | undefined;
  readonly clock?: Clock;
  /** Called with the number of entries in Redis that were dropped because they were not ours. */
  readonly onDropped?: ((entries: number) => void) | undefined;
  /** Takes the place of Redis's own clock, in milliseconds. For tests. */
  readonly serverTime?: (() => number) | undefined;
}

/** What a call brings along. */
export interface Report {
  /** Ages in milliseconds of permits that this process took without asking. */
  readonly ages: readonly number[];
  /** What this process knew of the quota last: taken up where Redis knows nothing. */
  readonly known: Pick<LearnedQuota, 'limit' | 'windowMs'> | undefined;
}

/** What Redis says of the bucket. */
export interface BucketNews {
  /** Milliseconds after which to ask for the permit again; 0 when it was taken, or none was asked for. */
  readonly takeMs: number;
  /** null while no limit is known. */
  readonly limit: number | null;
  readonly windowMs: number;
  /** Permits that could be taken at once. */
  readonly available: number;
  /** Milliseconds until the next permit. */
  readonly waitMs: number;
  /** Changes when the bucket was lost and begun anew. */
  readonly epoch: string;
  /** Replicas that asked in the last minute. */
  readonly replicas: number;
}

/** What the script answers. */
interface Reply extends Omit<BucketNews, 'limit' | 'windowMs' | 'epoch'> {
  readonly state: string;
  readonly version: string;
  readonly now: number;
  readonly shortAt: number | null;
  readonly replaced: boolean;
  /** undefined where there is no bucket, or one of another release. */
  readonly learned: LearnedQuota | undefined;
  readonly counts: readonly number[];
}

/** What the script is asked to write, and the version of the bucket that it was made from. */
interface Replacement {
  readonly version: string;
  readonly learned: LearnedQuota;
  /** Most permits that may be left. */
  readonly left: number;
}

/** One call of the script. */
interface Run {
  readonly op: 'take' | 'look';
  readonly ages: readonly number[];
  /** Milliseconds in which nobody gets a permit. */
  readonly closedMs: number;
  readonly replacement: Replacement | undefined;
}

/** Returns what is known after an event such as a refusal, or `learned` itself when nothing changed. */
type Change = (learned: LearnedQuota, now: number) => LearnedQuota;

const NOTHING = { version: '', limit: 0, spanMs: 0, burst: 0, left: 0, openAt: 0, reviewAt: 0 };

/**
 * The bucket of one quota in Redis: the same rules as `TokenBucket`, for all replicas. The script takes permits; what is
 * learned changes here, by compare-and-set on the bucket's version.
 *
 * @throws RedisFailure from every call, nothing else.
 */
export class SharedBucket {
  private readonly learning: QuotaLearning;
  private readonly clock: Clock;
  private readonly keys: readonly string[];
  /** Refusals that are not in Redis yet. */
  private refusals: ThrottleHint[] = [];
  private recording: Promise<BucketNews> | undefined;

  constructor(private readonly options: SharedBucketOptions) {
    this.learning = new QuotaLearning(options.configured);
    this.clock = options.clock ?? systemClock;
    this.keys = ['bucket', 'permits', 'replicas'].map((part) => `${options.name}:${part}`);
  }

  /** Takes a permit, or tells how long to wait. */
  take(report: Report): Promise<BucketNews> {
    return this.settle({ op: 'take', closedMs: 0 }, report);
  }

  /** Asks for news and takes nothing. */
  look(report: Report): Promise<BucketNews> {
    return this.settle({ op: 'look', closedMs: 0 }, report);
  }

  /**
   * Records one 429. Refusals that come while others are being recorded wait for them and are recorded together.
   *
   * @param report asked for when the recording begins.
   */
  throttled(hint: ThrottleHint, report: () => Report): Promise<BucketNews> {
    this.refusals.push(hint);
    this.recording ??= this.recordRefusals(report);
    return this.recording;
  }

  private async recordRefusals(report: () => Report): Promise<BucketNews> {
    try {
      for (;;) {
        const hints = this.refusals;
        this.refusals = [];
        const closedMs = Math.max(0, ...hints.map(({ retryAfterMs }) => retryAfterMs ?? 0));
        const news = await this.settle({ op: 'look', closedMs }, report(), (learned, now) =>
          hints.reduce((known, hint) => this.learning.refused(known, this.byServer(hint, now), now), learned),
        );
        if (this.refusals.length === 0) return news;
      }
    } finally {
      // In the same turn as the last look at the refusals, so that none is added to a recording that is over.
      this.recording = undefined;
      this.refusals = [];
    }
  }

  /** Runs the script until no review is due and the change is made. */
  private async settle(
    { op, closedMs }: Pick<Run, 'op' | 'closedMs'>,
    report: Report,
    change: Change = (learned) => learned,
  ): Promise<BucketNews> {
    let run: Run = { op, closedMs, ages: report.ages, replacement: undefined };
    let isChanged = false;
    for (let runs = 1; runs <= MAX_RUNS; runs++) {
      const reply = await this.run(run);
      isChanged ||= reply.replaced;
      const reviewed = this.review(reply, report);
      const after = isChanged ? reviewed : change(reviewed, reply.now);
      if (after === reply.learned && reply.state === 'ok') return newsOf(reply, after);
      run = {
        op,
        // Recorded already, where there is a bucket.
        ...(reply.state === 'none' ? { closedMs, ages: report.ages } : { closedMs: 0, ages: [] }),
        replacement: { version: reply.version, learned: after, left: permitsLeft(reply.learned, reviewed) },
      };
    }
    throw new RedisFailure('refused', 'redis quota: other replicas kept changing the bucket');
  }

  private async run({ op, closedMs, ages, replacement }: Run): Promise<Reply> {
    const { redis, replica, marks, serverTime } = this.options;
    const { version, limit, spanMs, burst, left, openAt, reviewAt: dueAt } = writeOf(replacement);
    const reply = readReply(
      await redis.run(SHARED_BUCKET, this.keys, [
        op,
        serverTime?.() ?? '',
        replica,
        marks,
        closedMs,
        version,
        limit,
        spanMs,
        inLua(burst),
        inLua(left),
        openAt,
        inLua(dueAt),
        replacement === undefined ? '' : timesToCount(replacement.learned).map(inLua).join(' '),
        replacement === undefined ? '' : FORM + JSON.stringify(replacement.learned),
        ...ages,
      ]),
    );
    if (reply.dropped > 0) this.options.onDropped?.(reply.dropped);
    return reply;
  }

  /** Returns what is known after the review that is due; the reply's own object when none is. */
  private review({ state, learned, now, shortAt, counts }: Reply, { known }: Report): LearnedQuota {
    if (learned === undefined) return this.learning.start(now, known);
    if (state !== 'due') return learned;
    const times = timesToCount(learned);
    const countSince = (time: number): number => counts[times.indexOf(time)] ?? 0;
    return this.learning.review(learned, { now, shortAt, countSince });
  }

  private byServer(hint: ThrottleHint, now: number): ThrottleHint {
    if (hint.takenAt === undefined) return hint;
    return { ...hint, takenAt: now - (this.clock.monotonic() - hint.takenAt) };
  }
}

function writeOf(replacement: Replacement | undefined): typeof NOTHING {
  if (replacement === undefined) return NOTHING;
  const { version, learned, left } = replacement;
  return {
    version,
    limit: learned.limit ?? 0,
    spanMs: spanOf(learned.windowMs),
    burst: burstOf(learned.limit),
    left,
    openAt: learned.pause?.until ?? 0,
    reviewAt: reviewAt(learned),
  };
}

function newsOf({ takeMs, available, waitMs, version, replicas }: Reply, learned: LearnedQuota): BucketNews {
  const { limit, windowMs } = learned;
  const epoch = version.slice(0, version.indexOf(':'));
  return { takeMs, limit, windowMs, available, waitMs, epoch, replicas };
}

function inLua(value: number): string {
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

function readReply(reply: unknown): Reply & { readonly dropped: number } {
  if (!Array.isArray(reply) || reply.length < 11)
    throw new RedisFailure('refused', 'redis quota: unexpected answer');
  const [
    state,
    takeMs,
    waitMs,
    available,
    version,
    now,
    shortAt,
    replicas,
    dropped,
    replaced,
    text,
    ...counts
  ] = reply as unknown[];
  return {
    state: String(state),
    takeMs: Number(takeMs),
    waitMs: Number(waitMs),
    available: Number(available) < 0 ? Infinity : Number(available),
    version: String(version),
    now: Number(now),
    shortAt: shortAt === '-inf' ? null : Number(shortAt),
    replicas: Number(replicas),
    dropped: Number(dropped),
    replaced: replaced === 1,
    learned: readLearned(String(text)),
    counts: counts.map(Number),
  };
}

/** Returns what the script kept for us; undefined when it is not of this release. The mark says that we wrote it. */
function readLearned(text: string): LearnedQuota | undefined {
  if (!text.startsWith(FORM)) return undefined;
  return JSON.parse(text.slice(FORM.length)) as LearnedQuota;
}
