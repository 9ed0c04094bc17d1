import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { SealedEntries } from '../../src/platform/redis/sealed-entries.js';
import { MemoryWatchStore } from '../../src/query/watches/memory-watch-store.js';
import { RedisWatchStore } from '../../src/query/watches/redis-watch-store.js';
import { UNSEEN, type KeptKey } from '../../src/query/watches/watch.js';
import { WatchBook, type LookOutcome } from '../../src/query/watches/watch-book.js';
import { WatchStoreFailure, type WatchStore } from '../../src/query/watches/watch-store.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';

const KEY: KeptKey = { key: 22, counts: '1', rows: 1, bytes: 9, digest: 'd', pieces: ['a'] };
const ROW = { project: 'demo', host_id: 'h' };

let server: RedisServer;
let port: RedisPort;
let dropped = 0;

beforeAll(async () => {
  server = await startRedis();
  const found = connectRedis({ url: server.url, keyPrefix: 'test:', commandTimeoutMs: 1_000 });
  if (found === undefined) throw new Error('no connection to Redis');
  port = found;
  await port.ready(5_000);
});
afterAll(async () => {
  await port.close();
  await server.stop();
});

function inRedis(): WatchStore {
  const cipher = new CacheCipher([{ id: 'test', value: 's'.repeat(32) }], 'watch-store');
  return new RedisWatchStore(
    port,
    new SealedEntries(port, cipher, 'watches', (_, entries) => (dropped += entries)),
  );
}

function outcomeOf(changes: number, atMs: number): LookOutcome {
  const change = { change: 'added', row: ROW, before: null } as const;
  return {
    ...{ changes: Array.from({ length: changes }, () => change), seenBy: 'counts', atMs },
    ...{ record: { lookedMs: atMs }, keys: [KEY], sends: true },
  };
}

describe.each([
  ['in memory', () => new MemoryWatchStore()],
  ['in Redis', inRedis],
] as const)('what watches keep %s', (place, open) => {
  const name = `watch-${place.length}`;

  it('is written by whoever has read the last version', async () => {
    const store = open();
    expect(await store.read(name)).toBeUndefined();
    expect(await store.write(name, 1, UNSEEN)).toBe(false);
    expect(await store.write(name, 0, { ...UNSEEN, rows: 5 }, [KEY])).toBe(true);
    expect(await store.read(name)).toEqual({ version: 1, record: { ...UNSEEN, rows: 5 } });
    expect(await store.keys(name)).toEqual([KEY]);
    const both = [store.write(name, 1, UNSEEN), store.write(name, 1, UNSEEN)];
    expect((await Promise.all(both)).filter(Boolean)).toEqual([true]);
    expect(await store.keys(name)).toEqual([KEY]);
  });

  it('has pieces until they are dropped', async () => {
    const store = open();
    const other = `${name}-pieces`;
    await store.put(other, new Map(['a', 'b', 'c'].map((piece) => [piece, Buffer.from(piece)])));
    const read = async () => (await store.pieces(other, ['a', 'b', 'c'])).map((each) => each?.toString());
    expect(await read()).toEqual(['a', 'b', 'c']);
    await store.drop(other, ['a']);
    expect(await read()).toEqual([undefined, 'b', 'c']);
    await store.keepOnly(other, new Set(['c']));
    expect(await read()).toEqual([undefined, undefined, 'c']);
  });

  it('takes one of two looks that compared with the same keys, and no delivery of the other', async () => {
    let ids = 0;
    const book = new WatchBook(open(), () => `id-${ids++}`);
    const other = `${name}-looks`;
    const kept = await Promise.all([1, 2].map((atMs) => book.keep(other, 0, outcomeOf(250, atMs))));
    expect(kept.filter((record) => record !== undefined)).toHaveLength(1);
    const record = await book.read(other);
    expect(record.batches.map(({ count }) => count)).toEqual([100, 100, 50]);
    expect(record.pending).toHaveLength(3);
    const changes = await book.changes(other, record.batches);
    expect(changes.map(({ seq }) => seq - record.nextSeq)).toEqual(
      Array.from({ length: 250 }, (_, at) => at - 250),
    );

    const noted = record.pending.map((each, at) =>
      book.noteDelivery(other, { ...each, attempts: 1, reason: 'no' }, at === 0 ? 'dead' : 'delivered'),
    );
    await Promise.all([...noted, book.keep(other, 1, outcomeOf(1, 3))]);
    const after = await book.read(other);
    expect(after).toMatchObject({ delivered: 2, dead: 1, keysVersion: 2, deadLetters: [{ reason: 'no' }] });
    expect(after.pending).toHaveLength(1);
  });

  it('is bounded: the oldest changes go, and their deliveries are given up', async () => {
    const book = new WatchBook(open(), () => Math.random().toString(36));
    const other = `${name}-many`;
    for (let look = 0; look < 3; look++) await book.keep(other, look, outcomeOf(5_000, look));
    const { batches, pending, dead, deadLetters } = await book.read(other);
    expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
    expect(pending).toHaveLength(100);
    expect(dead).toBe(50);
    expect(deadLetters.every(({ reason }) => reason === 'too_many')).toBe(true);
  });
});

describe('what watches keep in Redis', () => {
  it('shows nothing of rows, and what is not ours counts as absent', async () => {
    const store = inRedis();
    await store.put('foreign', new Map([['a', Buffer.from('a-row-of-a-server')]]));
    await store.write('foreign', 0, { ...UNSEEN, question: 'a-question' }, [KEY]);
    const stored = await server.command('HGETALL', 'test:watch:{foreign}:head');
    expect(stored + (await server.command('HGETALL', 'test:watch:{foreign}:pieces'))).not.toMatch(
      /a-row|a-question/,
    );
    await server.command('HSET', 'test:watch:{foreign}:head', 'record', 'nonsense');
    await server.command('HSET', 'test:watch:{foreign}:pieces', 'a', 'nonsense');
    expect(await store.read('foreign')).toBeUndefined();
    expect(await store.pieces('foreign', ['a'])).toEqual([undefined]);
    await server.command('SET', 'test:watch:{text}:head', 'not a hash');
    expect(await store.read('text')).toBeUndefined();
    expect(await server.command('EXISTS', 'test:watch:{text}:head')).toContain(':0');
    expect(dropped).toBeGreaterThan(0);
  });

  it('says that it is out of reach while Redis is away', async () => {
    server.freeze();
    await expect(inRedis().read('any')).rejects.toBeInstanceOf(WatchStoreFailure);
    server.thaw();
  });
});
