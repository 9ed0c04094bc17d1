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

/** The longest sealed entry, in bytes; choice: while Redis handles a larger one, all other commands wait. */
const MAX_ENTRY_BYTES = 262_144;
/** After Redis was full, nothing is written for so long; choice: exports that wait for room try twice a second and go first. */
const PAUSE_AFTER_FULL_MS = 10_000;
/** Pause between two removals of entries while Redis is full; the connection checks for room as often. */
const EVICT_EVERY_MS = 1_000;
/** How long a reading of Redis' clock is extrapolated; choice: clocks drift apart by milliseconds in that time. */
const CLOCK_MS = 10_000;

/** What happened to an entry. */
export type AgedCacheEvent =
  | 'hit'
  | 'miss'
  /** Forged, moved, changed or unreadable: deleted. */
  | 'poisoned'
  /** Sealed with a secret that this replica does not have: kept for replicas that have it. */
  | 'foreign_key'
  | 'written'
  /** Too large, no room in the budget, or no Redis. */
  | 'not_written';

/** A value with the time of its reading. */
export interface Aged<Value> {
  readonly value: Value;
  /** When it was read upstream, or earlier; Unix milliseconds by this process's clock. */
  readonly at: number;
}

/** The key of an entry. */
interface AgedPlace {
  /** The hash tag: a cluster keeps entries of one tag on one node, where one script reads many of them. */
  readonly tag: string;
  /** The whole key, with the tag in braces. */
  readonly key: string;
}

interface AgedCacheOptions {
  /** How long entries are kept after their content was read, in milliseconds. */
  readonly lifeMs: number;
  readonly clock: Clock;
  /** Memory for the entries of one hash tag, in bytes; new entries replace the oldest. */
  readonly mostBytes: number;
  /** Hash tags whose entries are removed when Redis is full. */
  readonly tags: readonly string[];
  /** Called with an event and the number of entries. */
  readonly observe?: (event: AgedCacheEvent, entries: number) => void;
}

/** A reading of Redis' clock, and the monotonic time at which its answer arrived. */
interface ClockReading {
  readonly redisMs: number;
  readonly at: number;
}

/**
 * Shares between replicas what they have read upstream, as sealed bytes in Redis. The time of reading is sealed with the
 * bytes, so a late write or a longer time to live makes no entry look younger. It is measured by Redis' clock, because the
 * clocks of replicas may differ by minutes. Rounding makes entries look older, never younger; drift of clocks within
 * `CLOCK_MS` is the one exception.
 */
export class AgedCache {
  /** By hash tag, because each node of a cluster has its own clock. Bounded by the number of projects. */
  private readonly clocks = new Map<string, ClockReading>();
  private readonly clock: Clock;
  /** When Redis was last full, by the monotonic clock; Infinity while entries are removed. */
  private fullAt = -Infinity;

  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    private readonly options: AgedCacheOptions,
  ) {
    this.clock = options.clock;
    redis.onState((state) => {
      if (state === 'full') void this.evict();
    });
  }

  /** Whether entries are read and written now. Not for a while after Redis was full: exports that wait for room go first. */
  get up(): boolean {
    return this.redis.state === 'up' && this.clock.monotonic() - this.fullAt > PAUSE_AFTER_FULL_MS;
  }

  observe(event: AgedCacheEvent, entries: number): void {
    this.options.observe?.(event, entries);
  }

  /**
   * Returns entries of one tag in the order of their keys; undefined for each that is absent or older than `maxAgeMs`.
   *
   * @param open decodes an entry's bytes; when it returns undefined, the entry is deleted.
   * @returns undefined when Redis fails; a failure of Redis is never thrown.
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
      // Up to one millisecond of Redis' clock was cut off, so add it.
      const ageMs = Math.max(0, now + 1 - (sealedGeneration(text) ?? 0));
      return value === undefined ? undefined : { value, at: askedAt - ageMs };
    });
    const hits = found.filter((entry) => entry !== undefined).length;
    this.observe('hit', hits);
    this.observe('miss', found.length - hits);
    return found;
  }

  /** Converts Unix milliseconds to the monotonic clock. Call it before a write waits, as the system's clock may be set meanwhile. */
  monotonicOf(at: number): number {
    return this.clock.monotonic() - Math.max(0, this.clock.now() + 1 - at);
  }

  /**
   * Writes one entry. Returns false when it was not written; never throws.
   *
   * @param readAt when its content was read upstream, by the monotonic clock.
   * @param pack encodes the content; undefined when it cannot be encoded.
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
    const reading = await this.clockOf(tag, key);
    const packed = pack();
    if (packed === undefined) return false;
    const generation = Math.floor(reading.redisMs + readAt - reading.at);
    const text = this.cipher.seal(packed, { name: key, tenant: tag, generation });
    const leftMs = this.options.lifeMs - (this.clock.monotonic() - readAt);
    if (text.length > MAX_ENTRY_BYTES || leftMs <= 0) return false;
    const [ledger, sum] = ledgerOf(tag);
    const { mostBytes, lifeMs } = this.options;
    const args = [text, Math.ceil(leftMs), mostBytes, lifeMs];
    const reply = await this.redis.run(WRITE_AGED, [key, ledger, sum], args);
    const [written, dropped] = Array.isArray(reply) ? reply : [];
    if (Number(dropped) > 0) this.observe('poisoned', Number(dropped));
    return written === 1;
  }

  /** Removes entries until Redis has room or none is left: they are only copies, so they go before anything else. */
  private async evict(): Promise<void> {
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
      await sleep(EVICT_EVERY_MS, undefined, { ref: false });
    }
    this.fullAt = this.clock.monotonic();
  }

  private async clockOf(tag: string, key: string): Promise<ClockReading> {
    const known = this.clocks.get(tag);
    if (known !== undefined && this.clock.monotonic() - known.at < CLOCK_MS) return known;
    await this.read(tag, [key], -1);
    return this.clocks.get(tag) as ClockReading;
  }

  private async read(
    tag: string,
    keys: readonly string[],
    maxAgeMs: number,
  ): Promise<{ readonly texts: readonly string[]; readonly now: number }> {
    const reply = await this.redis.run(READ_AGED, keys, [maxAgeMs, MAX_ENTRY_BYTES]);
    const [clock, dropped, ...texts] = Array.isArray(reply) ? reply : [];
    const now = Number(clock);
    // Redis read its clock before its answer arrived, so times computed from this pair are early rather than late.
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
