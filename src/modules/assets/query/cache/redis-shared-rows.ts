import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../../kernel/clock.js';
import { sealedGeneration, type CacheCipher } from '../../../../platform/redis/cache-cipher.js';
import { DELETE_IF_EQUAL } from '../../../../platform/redis/delete-if-equal.js';
import { RedisFailure, type RedisPort } from '../../../../platform/redis/redis-port.js';
import type { AssetRow } from '../fleet-query.js';
import { packRows, unpackRows } from './packed-rows.js';
import { cacheKey, type CachedRows } from './row-cache.js';
import { READ_ROWS } from './shared-rows-script.js';
import type { RowSubject, SharedRows, SharedRowsEvent } from './shared-rows.js';

/** Sealed rows of one host, in bytes: some ten thousand ports. Larger ones would hold up everybody else's commands. */
const MOST_BYTES = 262_144;
/** Rows that wait to be written, each host counted as one more: about 16 MB that the cache may have let go of. */
const MOST_WAITING = 50_000;
/** Writes on the wire at a time: enough to keep up with pages, too few to be felt by what else goes to Redis. */
const LANES = 4;
/** How long what was heard of Redis' clock is extrapolated: clocks drift by some milliseconds in that time. */
const CLOCK_MS = 10_000;
/** Changes with the way rows are packed. */
const FORMAT = '1';

/** What Redis' clock said, and when by ours that was heard at the latest. */
interface HeardClock {
  readonly redisMs: number;
  readonly at: number;
}

interface Waiting {
  readonly subject: RowSubject<AssetRow>;
  readonly hostId: string;
  readonly rows: readonly AssetRow[];
  /** When they were read, by the monotonic clock. */
  readonly readAt: number;
}

/**
 * Rows shared through Redis: sealed, under keys that tell nothing. How old they are is reckoned by Redis' clock, for
 * the replicas' own may be minutes apart, and is sealed with them: a write that arrives late, or a life prolonged,
 * makes nothing younger. Every inaccuracy is for the older, but for what clocks drift within seconds.
 */
export class RedisSharedRows implements SharedRows {
  private readonly waiting: Waiting[] = [];
  private waitingRows = 0;
  private lanes = 0;
  /** By hash tag: nodes of a cluster have clocks of their own. As many as there are projects. */
  private readonly clocks = new Map<string, HeardClock>();

  /**
   * @param tagOf digest of what tells a project from any other, one of the same alias elsewhere included.
   * @param lifeMs how long rows stay.
   */
  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    private readonly tagOf: (alias: string) => string,
    private readonly lifeMs: number,
    private readonly clock: Clock,
    private readonly observe: (event: SharedRowsEvent, hosts: number) => void = () => undefined,
  ) {}

  async find<Row extends AssetRow>(
    subject: RowSubject<Row>,
    hostIds: readonly string[],
    maxAgeMs: number,
  ): Promise<readonly (CachedRows<Row> | undefined)[] | undefined> {
    const tag = this.tagOf(subject.project);
    const key = entryKeys(tag, subject);
    const keys = hostIds.map(key);
    const askedAt = this.clock.now();
    let texts: readonly string[];
    let now: number;
    try {
      ({ texts, now } = await this.read(tag, keys, Math.floor(maxAgeMs)));
    } catch (error) {
      if (error instanceof RedisFailure) return undefined;
      throw error;
    }
    const found = texts.map((text, at) => {
      const [entry, hostId] = [keys[at] as string, hostIds[at] as string];
      const rows = text === '' ? undefined : this.open(subject, hostId, tag, entry, text);
      // A clock that says a millisecond may be at its end.
      const ageMs = Math.max(0, now + 1 - (sealedGeneration(text) ?? 0));
      return rows === undefined ? undefined : { rows, at: askedAt - ageMs };
    });
    const hits = found.filter((entry) => entry !== undefined).length;
    this.observe('hit', hits);
    this.observe('miss', found.length - hits);
    return found;
  }

  keep<Row extends AssetRow>(subject: RowSubject<Row>, hostId: string, { rows, at }: CachedRows<Row>): void {
    if (this.redis.state === 'down' || this.waitingRows + rows.length + 1 > MOST_WAITING) {
      this.observe('not_written', 1);
      return;
    }
    const readAt = this.clock.monotonic() - Math.max(0, this.clock.now() + 1 - at);
    this.waiting.push({ subject: subject as unknown as RowSubject<AssetRow>, hostId, rows, readAt });
    this.waitingRows += rows.length + 1;
    if (this.lanes < LANES) void this.writeWaiting();
  }

  private async writeWaiting(): Promise<void> {
    this.lanes++;
    for (;;) {
      // Packing takes a moment for each host, and answers go first.
      await setImmediate();
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.waitingRows -= next.rows.length + 1;
      const written = await this.write(next).catch(() => false);
      this.observe(written ? 'written' : 'not_written', 1);
    }
    this.lanes--;
  }

  private async write({ subject, hostId, rows, readAt }: Waiting): Promise<boolean> {
    const tag = this.tagOf(subject.project);
    const key = entryKeys(tag, subject)(hostId);
    const heard = await this.clockOf(tag, key);
    const packed = packRows(subject, hostId, rows);
    if (packed === undefined) return false;
    const generation = Math.floor(heard.redisMs + readAt - heard.at);
    const text = this.cipher.seal(packed, { name: key, tenant: tag, generation });
    const leftMs = this.lifeMs - (this.clock.monotonic() - readAt);
    if (text.length > MOST_BYTES || leftMs <= 0) return false;
    await this.redis.set(key, text, leftMs);
    return true;
  }

  private async clockOf(tag: string, key: string): Promise<HeardClock> {
    const known = this.clocks.get(tag);
    if (known !== undefined && this.clock.monotonic() - known.at < CLOCK_MS) return known;
    await this.read(tag, [key], -1);
    return this.clocks.get(tag) as HeardClock;
  }

  private async read(
    tag: string,
    keys: readonly string[],
    maxAgeMs: number,
  ): Promise<{ readonly texts: readonly string[]; readonly now: number }> {
    const reply = await this.redis.run(READ_ROWS, keys, [maxAgeMs, MOST_BYTES]);
    const [clock, dropped, ...texts] = Array.isArray(reply) ? reply : [];
    const now = Number(clock);
    // Heard now, said before: what is reckoned from it is early rather than late.
    this.clocks.set(tag, { redisMs: now, at: this.clock.monotonic() });
    if (Number(dropped) > 0) this.observe('poisoned', Number(dropped));
    return { texts: texts.map(String), now };
  }

  private open<Row extends AssetRow>(
    subject: RowSubject<Row>,
    hostId: string,
    tag: string,
    key: string,
    text: string,
  ): Row[] | undefined {
    const generation = sealedGeneration(text) ?? 0;
    const opened = this.cipher.openBytes(text, { name: key, tenant: tag, generation });
    if (opened.kind === 'foreign') {
      this.observe('foreign_key', 1);
      return undefined;
    }
    const rows = opened.kind === 'plain' ? unpackRows(subject, hostId, opened.bytes) : undefined;
    if (rows !== undefined) return rows;
    this.observe('poisoned', 1);
    this.redis.run(DELETE_IF_EQUAL, [key], [text]).catch(() => undefined);
    return undefined;
  }
}

/** The braces put the entries of a project on one node of a cluster, where one script reads many of them. */
function entryKeys<Row extends AssetRow>(
  tag: string,
  { source, key }: RowSubject<Row>,
): (hostId: string) => string {
  const form = cacheKey(...source.members);
  return (hostId) => `rows:{${tag}}:${digest(cacheKey(FORMAT, form, key, hostId))}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
