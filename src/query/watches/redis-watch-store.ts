import { DROPPING } from '../../platform/redis/keyed-digest.js';
import { luaScript, readLua } from '../../platform/redis/lua-script.js';
import {
  RedisFailure,
  type LuaScript,
  type RedisPort,
  type RedisReply,
} from '../../platform/redis/redis-port.js';
import type { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { packed, unpacked } from '../background/pack.js';
import type { WatchRecord } from './watch.js';
import { KEPT_MS, WatchStoreFailure, type KeptKeys, type KeptWatch, type WatchStore } from './watch-store.js';

const HEAD = DROPPING + readLua(new URL('./watch-head.lua', import.meta.url));
const script = (name: string): LuaScript => luaScript(name, new URL(`./${name}.lua`, import.meta.url), HEAD);

const READ = script('watch-read');
const WRITE = script('watch-write');
const PUT = script('watch-put');
const PIECES = script('watch-pieces');
const DROP = script('watch-drop');
const NAMES = script('watch-names');

/** Names that are dropped with one call. A choice: the call stays short. */
const NAMES_AT_ONCE = 1_000;

/** Keeps watches for all replicas, sealed. What is not ours is treated as absent, which makes a new baseline. */
export class RedisWatchStore implements WatchStore {
  constructor(
    private readonly redis: RedisPort,
    private readonly entries: SealedEntries,
  ) {}

  async read(name: string): Promise<KeptWatch | undefined> {
    const [, version, text] = await this.run(READ, name, ['record']);
    const record = await this.opened(name, 'record', text);
    return record === undefined ? undefined : { version: Number(version), record: record as WatchRecord };
  }

  async keys(name: string): Promise<KeptKeys | undefined> {
    const [, , text] = await this.run(READ, name, ['keys']);
    const keys = await this.opened(name, 'keys', text);
    return Array.isArray(keys) ? (keys as KeptKeys) : undefined;
  }

  async put(name: string, pieces: ReadonlyMap<string, Buffer>): Promise<void> {
    const args = [...pieces].flatMap(([piece, content]) => [
      piece,
      this.entries.seal(placeOf(name, piece), content),
    ]);
    if (args.length > 0) await this.run(PUT, name, [KEPT_MS, ...args]);
  }

  async pieces(name: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
    if (names.length === 0) return [];
    const [, ...texts] = await this.run(PIECES, name, names);
    return Promise.all(names.map((piece, at) => this.bytesOf(name, piece, texts[at])));
  }

  async write(name: string, version: number, record: WatchRecord, keys?: KeptKeys): Promise<boolean> {
    const args = [
      version,
      KEPT_MS,
      await this.sealed(name, 'record', record),
      keys === undefined ? '' : await this.sealed(name, 'keys', keys),
    ];
    const [, written] = await this.run(WRITE, name, args);
    return written === 1;
  }

  async drop(name: string, pieces: readonly string[]): Promise<void> {
    for (let at = 0; at < pieces.length; at += NAMES_AT_ONCE)
      await this.run(DROP, name, pieces.slice(at, at + NAMES_AT_ONCE));
  }

  async keepOnly(name: string, pieces: ReadonlySet<string>): Promise<void> {
    const [, ...names] = await this.run(NAMES, name, []);
    await this.drop(
      name,
      names.map(String).filter((piece) => !pieces.has(piece)),
    );
  }

  private async sealed(name: string, field: string, value: unknown): Promise<string> {
    return this.entries.seal(placeOf(name, field), await packed(value));
  }

  private async opened(name: string, field: string, text: RedisReply | undefined): Promise<unknown> {
    const bytes = await this.bytesOf(name, field, text);
    return bytes === undefined ? undefined : unpacked(bytes);
  }

  private async bytesOf(
    name: string,
    field: string,
    text: RedisReply | undefined,
  ): Promise<Buffer | undefined> {
    if (typeof text !== 'string' || text === '') return undefined;
    return (await inRedis(() => this.entries.open(placeOf(name, field), text)))?.bytes;
  }

  private async run(
    call: LuaScript,
    name: string,
    args: readonly (string | number)[],
  ): Promise<readonly RedisReply[]> {
    const reply = await inRedis(() =>
      this.redis.run(call, [`${tagOf(name)}:head`, `${tagOf(name)}:pieces`], args),
    );
    const values = Array.isArray(reply) ? reply : [];
    this.entries.countDropped(values[0]);
    return values;
  }
}

/** Names of watches come from the configuration and are no secret. */
const tagOf = (name: string): string => `watch:{${name}}`;

/** What a text is sealed for, so that it opens nowhere else. */
const placeOf = (name: string, field: string): string => `${tagOf(name)} ${field}`;

/** Does what needs Redis. @throws WatchStoreFailure when Redis fails. */
async function inRedis<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RedisFailure) throw new WatchStoreFailure(error.message, { cause: error });
    throw error;
  }
}
