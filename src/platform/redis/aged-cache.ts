import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.js';
import { sealedGeneration, type CacheCipher } from './cache-cipher.js';
import { DELETE_IF_EQUAL } from './delete-if-equal.js';
import { DROPPING } from './keyed-digest.js';
import { luaScript, readLua } from './lua-script.js';
import { RedisFailure, type RedisPort } from './redis-port.js';

const LEDGER = DROPPING + readLua(new URL('./ledger.lua', import.meta.url));
const READ_AGED = luaScript('aged-read', new URL('./aged-read.lua', import.meta.url));
const WRITE_AGED = luaScript('aged-write', new URL('./aged-write.lua', import.meta.url), LEDGER);
const GIVE_UP_AGED = luaScript('aged-give-up', new URL('./aged-give-up.lua', import.meta.url), LEDGER);

/** The longest sealed entry, in bytes. Larger ones would hold up everybody else's commands. */
const MOST_BYTES = 262_144;
/** For so long after Redis was full nothing is shared; choice: exports that wait look twice a second. */
const AFTER_FULL_MS = 10_000;
/** Between two times that entries are given up: as often as room is looked for. */
const GIVE_UP_EVERY_MS = 1_000;
/** How long what was heard of Redis' clock is extrapolated: clocks drift by some milliseconds in that time. */
const CLOCK_MS = 10_000;

/** What became of an entry on its way to or from the other replicas. */
export type AgedCacheEvent =
  | 'hit'
  | 'miss'
  /** Not ours, moved, changed or unreadable: dropped. */
  | 'poisoned'
  /** Sealed with a secret we do not have: left for those who do. */
  | 'foreign_key'
  | 'written'
  /** Too large, too many at a time, or no Redis. */
  | 'not_written';

/** Something found, and since when it has been so. */
export interface Aged<Value> {
  readonly value: Value;
  /** When it was read upstream at the latest, Unix milliseconds by this process's clock. */
  readonly at: number;
}

/** Where an entry lies. */
interface AgedPlace {
  /** The hash tag: entries of one tag lie on one node of a cluster, where one script reads many of them. */
  readonly tag: string;
  /** The whole key, the tag in braces included. */
  readonly key: string;
}

interface AgedCacheOptions {
  /** How long entries stay, from when their content was read, in milliseconds. */
  readonly lifeMs: number;
  readonly clock: Clock;
  /** Memory that the entries of one hash tag may take, in bytes; the oldest are given up for new ones. */
  readonly mostBytes: number;
  /** Hash tags whose entries are given up when Redis is full. */
  readonly tags: readonly string[];
  /** Called with the number of entries that it happened to. */
  readonly observe?: (event: AgedCacheEvent, entries: number) => void;
}

/** What Redis' clock said, and when by ours that was heard at the latest. */
interface HeardClock {
  readonly redisMs: number;
  readonly at: number;
}

/**
 * What replicas have read upstream, for each other: sealed bytes in Redis. How old they are is reckoned by Redis' clock,
 * for the replicas' own may be minutes apart, and is sealed with them: a write that arrives late, or a life prolonged,
 * makes nothing younger. Every inaccuracy is for the older, but for what clocks drift within seconds.
 */
export class AgedCache {
  /** By hash tag: nodes of a cluster have clocks of their own. As many as there are projects. */
  private readonly clocks = new Map<string, HeardClock>();
  private readonly clock: Clock;
  /** When Redis was last full, by the monotonic clock; Infinity while entries are given up. */
  private fullAt = -Infinity;

  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    private readonly options: AgedCacheOptions,
  ) {
    this.clock = options.clock;
    redis.onState((state) => {
      if (state === 'full') void this.giveUp();
    });
  }

  /** Whether writing is worth a try: for a while after Redis was full what had to wait for room goes first. */
  get up(): boolean {
    return this.redis.state === 'up' && this.clock.monotonic() - this.fullAt > AFTER_FULL_MS;
  }

  observe(event: AgedCacheEvent, entries: number): void {
    this.options.observe?.(event, entries);
  }

  /**
   * Entries of one tag in the order of their keys, with holes where there is none of that age. Never throws for Redis.
   *
   * @param open makes a value of an entry's bytes; undefined for what is of no use, which is dropped.
   * @returns undefined when nobody could be asked.
   */
  async find<Value>(
    tag: string,
    keys: readonly string[],
    maxAgeMs: number,
    open: (bytes: Buffer, nth: number) => Value | undefined,
  ): Promise<readonly (Aged<Value> | undefined)[] | undefined> {
    const askedAt = this.clock.now();
    let texts: readonly string[];
    let now: number;
    try {
      ({ texts, now } = await this.read(tag, keys, Math.floor(maxAgeMs)));
    } catch (error) {
      if (error instanceof RedisFailure) return undefined;
      throw error;
    }
    const found = texts.map((text, nth) => {
      const key = keys[nth] as string;
      const value = text === '' ? undefined : this.open({ tag, key }, text, (bytes) => open(bytes, nth));
      // A clock that says a millisecond may be at its end.
      const ageMs = Math.max(0, now + 1 - (sealedGeneration(text) ?? 0));
      return value === undefined ? undefined : { value, at: askedAt - ageMs };
    });
    const hits = found.filter((entry) => entry !== undefined).length;
    this.observe('hit', hits);
    this.observe('miss', found.length - hits);
    return found;
  }

  /** By the monotonic clock what was at `at` by the other, to be taken before a write has to wait. */
  monotonicOf(at: number): number {
    return this.clock.monotonic() - Math.max(0, this.clock.now() + 1 - at);
  }

  /**
   * Writes one entry; false when it was not.
   *
   * @param readAt when its content was read upstream, by the monotonic clock.
   * @param pack makes the bytes; undefined for what cannot be packed.
   */
  async write({ tag, key }: AgedPlace, readAt: number, pack: () => Buffer | undefined): Promise<boolean> {
    const written = await this.tryWrite({ tag, key }, readAt, pack).catch(() => false);
    this.observe(written ? 'written' : 'not_written', 1);
    return written;
  }

  private async tryWrite(
    { tag, key }: AgedPlace,
    readAt: number,
    pack: () => Buffer | undefined,
  ): Promise<boolean> {
    const heard = await this.clockOf(tag, key);
    const packed = pack();
    if (packed === undefined) return false;
    const generation = Math.floor(heard.redisMs + readAt - heard.at);
    const text = this.cipher.seal(packed, { name: key, tenant: tag, generation });
    const leftMs = this.options.lifeMs - (this.clock.monotonic() - readAt);
    if (text.length > MOST_BYTES || leftMs <= 0) return false;
    const [ledger, sum] = ledgerOf(tag);
    const { mostBytes, lifeMs } = this.options;
    const args = [text, Math.ceil(leftMs), mostBytes, lifeMs];
    const reply = await this.redis.run(WRITE_AGED, [key, ledger, sum], args);
    const [written, dropped] = Array.isArray(reply) ? reply : [];
    if (Number(dropped) > 0) this.observe('poisoned', Number(dropped));
    return written === 1;
  }

  /** Can be made again, so it goes first: until Redis takes something new, or nothing is left. */
  private async giveUp(): Promise<void> {
    const busy = this.fullAt === Infinity;
    this.fullAt = Infinity;
    if (busy) return;
    let left = this.options.tags.length;
    while (left > 0 && this.redis.state === 'full') {
      left = 0;
      for (const tag of this.options.tags) {
        const reply = await this.redis.run(GIVE_UP_AGED, ledgerOf(tag), [this.options.lifeMs]).catch(() => 0);
        left += Number(reply);
      }
      await sleep(GIVE_UP_EVERY_MS, undefined, { ref: false });
    }
    this.fullAt = this.clock.monotonic();
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
    const reply = await this.redis.run(READ_AGED, keys, [maxAgeMs, MOST_BYTES]);
    const [clock, dropped, ...texts] = Array.isArray(reply) ? reply : [];
    const now = Number(clock);
    // Heard now, said before: what is reckoned from it is early rather than late.
    this.clocks.set(tag, { redisMs: now, at: this.clock.monotonic() });
    if (Number(dropped) > 0) this.observe('poisoned', Number(dropped));
    return { texts: texts.map(String), now };
  }

  private open<Value>(
    { tag, key }: AgedPlace,
    text: string,
    open: (bytes: Buffer) => Value | undefined,
  ): Value | undefined {
    const generation = sealedGeneration(text) ?? 0;
    const opened = this.cipher.openBytes(text, { name: key, tenant: tag, generation });
    if (opened.kind === 'foreign') {
      this.observe('foreign_key', 1);
      return undefined;
    }
    const value = opened.kind === 'plain' ? open(opened.bytes) : undefined;
    if (value !== undefined) return value;
    this.observe('poisoned', 1);
    this.redis.run(DELETE_IF_EQUAL, [key], [text]).catch(() => undefined);
    return undefined;
  }
}

function ledgerOf(tag: string): [ledger: string, sum: string] {
  return [`shared:{${tag}}:ledger`, `shared:{${tag}}:bytes`];
}
