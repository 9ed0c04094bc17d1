import { newTimeOrderedId } from '../../src/kernel/time-ordered-id.js';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { changed, type ExportRecord } from '../../src/modules/exports/export-record.js';
import { KeptFile } from '../../src/modules/exports/file/kept-file.js';
import {
  inPieces,
  PIECE_BYTES,
  type ExportBlobs,
  type RoomClaim,
} from '../../src/modules/exports/store/export-blobs.js';
import { AFTERLIFE_MS, type ExportStore } from '../../src/modules/exports/store/export-store.js';
import { MemoryExportBlobs } from '../../src/modules/exports/store/memory-export-blobs.js';
import { MemoryExportStore } from '../../src/modules/exports/store/memory-export-store.js';
import { RedisExportBlobs } from '../../src/modules/exports/store/redis-export-blobs.js';
import { RedisExportStore } from '../../src/modules/exports/store/redis-export-store.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import { KeyedDigest } from '../../src/platform/redis/keyed-digest.js';
import { SealedEntries } from '../../src/platform/redis/sealed-entries.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const SECRETS = [{ id: 'test', value: 's'.repeat(32) }];
const NAMES = new KeyedDigest(SECRETS, 'export-names');
const dropped: number[] = [];
const entries = (): SealedEntries =>
  new SealedEntries(redis, new CacheCipher(SECRETS, 'export-store'), 'exports', (_event, count) =>
    dropped.push(count),
  );
const ROOMY = { perCaller: 100, perProject: 100 };
const CLAIM = { key: 'k1', order: 'one' };

let count = 0;
function record(change: Partial<ExportRecord> = {}): ExportRecord {
  const now = Date.now();
  return {
    id: newTimeOrderedId(now + count++),
    version: 1,
    owner: `owner ${count}`,
    project: `p${count}`,
    request: {
      type: 'port',
      category: 'host',
      columns: [{ field: 'port', title: 'Порт "1"' }],
      enterpriseProjectId: '0',
    },
    state: 'queued',
    createdAt: now,
    deadlineAt: now + 60_000,
    expiresAt: now + 600_000,
    ...change,
  };
}

let server: RedisServer;
let redis: RedisPort;
beforeAll(async () => {
  server = await startRedis();
  const connected = connectRedis({ url: server.url, keyPrefix: 'test:', commandTimeoutMs: 1_000 });
  if (connected === undefined) throw new Error('no connection to Redis');
  redis = connected;
  await redis.ready(5_000);
});
afterAll(async () => {
  await redis.close();
  await server.stop();
});

const stores: [string, () => ExportStore][] = [
  ['in memory', () => new MemoryExportStore(systemClock)],
  ['in Redis', () => new RedisExportStore(redis, systemClock, entries(), NAMES)],
];

describe.each(stores)('a store of exports %s', (_name, make) => {
  it('returns what it keeps, and forgets what is removed', async () => {
    const store = make();
    const one = record({ request: { ...record().request, filter: { host_name: 'a"b\n' } } });
    expect(await store.create(one, ROOMY)).toEqual({ kind: 'created' });
    expect(await store.get(one.id)).toEqual(one);
    expect(await store.remove(one)).toBe(true);
    expect(await store.get(one.id)).toBeUndefined();
    expect(await store.remove(one)).toBe(false);
    expect(await store.list(one.owner, undefined, 10)).toEqual([]);
    expect((await store.underWay(1_000)).map((each) => each.id)).not.toContain(one.id);
  });

  it('replaces the previous version only, so one of two writers wins', async () => {
    const store = make();
    const one = record();
    await store.create(one, ROOMY);
    const next = changed(one, { state: 'running' });
    const rival = changed(one, { state: 'cancelled' });
    const won = await Promise.all([store.replace(next), store.replace(rival)]);
    expect(won).toEqual([true, false]);
    expect(await store.get(one.id)).toEqual(next);
    expect(await store.replace(changed(record(), {}))).toBe(false);
  });

  it('makes one export for a hundred equal orders under one key', async () => {
    const store = make();
    const first = record();
    const orders = Array.from({ length: 100 }, () => record({ owner: first.owner, project: first.project }));
    const created = await Promise.all(orders.map((each) => store.create(each, ROOMY, CLAIM)));
    expect(created.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    const made = orders[created.findIndex(({ kind }) => kind === 'created')];
    for (const each of created)
      if (each.kind !== 'created') expect(each).toEqual({ kind: 'known', record: made });
  });

  it('refuses another order under a key, and frees the key with the export', async () => {
    const store = make();
    const one = record();
    await store.create(one, ROOMY, CLAIM);
    const other = record({ owner: one.owner });
    expect(await store.create(other, ROOMY, { key: 'k1', order: 'two' })).toEqual({ kind: 'key_taken' });
    expect(await store.create(record(), ROOMY, { key: 'k1', order: 'two' })).toEqual({ kind: 'created' });
    await store.remove(one);
    expect(await store.create(other, ROOMY, { key: 'k1', order: 'two' })).toEqual({ kind: 'created' });
  });

  it('limits what callers and projects have under way, and does not count what is over', async () => {
    const store = make();
    const one = record();
    const limits = { perCaller: 2, perProject: 3 };
    const more = (change: Partial<ExportRecord>) =>
      store.create(record({ project: one.project, ...change }), limits);
    await store.create(one, limits);
    expect(await more({ owner: one.owner })).toEqual({ kind: 'created' });
    expect(await more({ owner: one.owner })).toEqual({ kind: 'limit', of: 'caller' });
    expect(await more({})).toEqual({ kind: 'created' });
    expect(await more({})).toEqual({ kind: 'limit', of: 'project' });
    await store.replace(changed(one, { state: 'succeeded' }));
    expect(await more({ owner: one.owner })).toEqual({ kind: 'created' });
  });

  it("lists an owner's own, newest first, page by page", async () => {
    const store = make();
    const own = Array.from({ length: 7 }, () => record({ owner: 'lister' }));
    for (const each of [...own].sort(() => 0.5 - Math.random())) await store.create(each, ROOMY);
    await store.create(record(), ROOMY);
    const ids = own.map(({ id }) => id).reverse();
    const idsOf = (page: readonly ExportRecord[]): string[] => page.map(({ id }) => id);
    const first = idsOf(await store.list('lister', undefined, 3));
    expect(first).toEqual(ids.slice(0, 3));
    expect(idsOf(await store.list('lister', first.at(-1), 10))).toEqual(ids.slice(3));
    for (const each of own) await store.remove(each);
  });

  it('lists what is under way, and puts nothing back that was forgotten', async () => {
    const store = make();
    const one = record();
    await store.create(one, ROOMY);
    expect(await store.underWay(1_000)).toContainEqual(one);
    expect(await store.restore(one)).toBe(true);
    await store.replace(changed(one, { state: 'failed' }));
    expect((await store.underWay(1_000)).map((each) => each.id)).not.toContain(one.id);
    await store.remove(one);
    expect(await store.restore(one)).toBe(false);
    expect(await store.get(one.id)).toBeUndefined();
  });

  it('forgets what has expired long ago', async () => {
    const store = make();
    const old = record({ owner: 'old', expiresAt: Date.now() - AFTERLIFE_MS + 100 });
    await store.create(old, ROOMY, CLAIM);
    expect(await store.get(old.id)).toEqual(old);
    await pause(150);
    expect(await store.get(old.id)).toBeUndefined();
    expect(await store.list('old', undefined, 10)).toEqual([]);
    expect((await store.underWay(1_000)).map((each) => each.id)).not.toContain(old.id);
    const next = record({ owner: 'old', project: old.project });
    expect(await store.create(next, { perCaller: 1, perProject: 1 }, CLAIM)).toEqual({ kind: 'created' });
  });
});

describe('a store of exports in Redis', () => {
  it('treats a value that is not one of its records as absent', async () => {
    const store = new RedisExportStore(redis, systemClock, entries(), NAMES);
    const one = record({ owner: 'poisoned' });
    await store.create(one, ROOMY);
    for (const text of ['', 'x', '1 null', '1 {"id":1}', `7 ${'['.repeat(100)}`]) {
      await redis.set(`export:{all}:record:${one.id}`, text || ' ', 60_000);
      expect(await store.get(one.id)).toBeUndefined();
      expect(await store.list('poisoned', undefined, 10)).toEqual([]);
    }
  });
});

const blobStores: [string, () => ExportBlobs][] = [
  ['in memory', () => new MemoryExportBlobs(systemClock)],
  ['in Redis', () => new RedisExportBlobs(redis, systemClock, entries(), NAMES)],
];

describe.each(blobStores)('bytes of exports %s', (_name, make) => {
  const MINUTE = 60_000;

  it('come back piece by piece until they are removed or their time is over', async () => {
    const blobs = make();
    const name = randomUUID();
    const bytes = randomBytes(PIECE_BYTES);
    await blobs.put(name, 0, bytes, MINUTE);
    await blobs.put(name, 1, Buffer.from('x'), 1_000);
    expect((await blobs.get(name, 0))?.equals(bytes)).toBe(true);
    expect((await blobs.get(name, 1))?.toString()).toBe('x');
    await pause(1_200);
    expect(await blobs.get(name, 1)).toBeUndefined();
    expect(await blobs.get(randomUUID(), 0)).toBeUndefined();
    await blobs.remove('owner', name, 2);
    expect(await blobs.get(name, 0)).toBeUndefined();
  });

  it('have bounded room for each owner and for all owners, and give it back', async () => {
    const blobs = make();
    const [owner, other] = [randomUUID(), randomUUID()];
    const claim = (name: string, bytes: number, more: Partial<RoomClaim> = {}) =>
      blobs.reserve({ owner, name, bytes, mostOfOwner: 100, mostOfAll: 150, ttlMs: MINUTE, ...more });
    expect(await claim('a', 60)).toBe('reserved');
    expect(await claim('b', 41)).toBe('no_room_for_caller');
    expect(await claim('b', 40, { ttlMs: 1_000 })).toBe('reserved');
    // The same file again takes no more.
    expect(await claim('a', 60)).toBe('reserved');
    expect(await claim('c', 1)).toBe('no_room_for_caller');
    expect(await claim('x', 51, { owner: other })).toBe('no_room_for_all');
    expect(await claim('x', 50, { owner: other })).toBe('reserved');
    await pause(1_100);
    expect(await claim('c', 41)).toBe('no_room_for_caller');
    expect(await claim('c', 40)).toBe('reserved');
    await blobs.remove(owner, 'a', 0);
    expect(await claim('y', 61, { owner: other, mostOfOwner: 200 })).toBe('no_room_for_all');
    expect(await claim('y', 60, { owner: other, mostOfOwner: 200 })).toBe('reserved');
    await blobs.remove(owner, 'c', 0);
    await blobs.remove(other, 'y', 0);
    expect(await claim('d', 100)).toBe('reserved');
    await Promise.all([blobs.remove(owner, 'd', 0), blobs.remove(other, 'x', 0)]);
  });

  it('make a whole and unchanged file, or none', async () => {
    const blobs = make();
    const name = randomUUID();
    const file = randomBytes(3 * PIECE_BYTES);
    let pieces = 0;
    const source = async function* () {
      yield await Promise.resolve(gzipSync(file));
    };
    for await (const piece of inPieces(source())) await blobs.put(name, pieces++, piece, MINUTE);
    expect(pieces).toBe(4);
    const kept = { name, pieces, digest: createHash('sha256').update(file).digest('base64') };
    const fetch = (change: Partial<typeof kept> = {}, bytes = file.length) =>
      KeptFile.fetch(blobs, { ...kept, ...change }, bytes, AbortSignal.timeout(5_000));
    const whole = await fetch();
    const chunks: Buffer[] = [];
    for await (const chunk of whole.read(1, file.length - 1)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(file.subarray(1))).toBe(true);
    await whole.release();
    const gone = { kind: 'not_found' };
    await expect(fetch({ digest: 'another' })).rejects.toMatchObject(gone);
    await expect(fetch({ pieces: 3 })).rejects.toMatchObject(gone);
    await expect(fetch({}, 100)).rejects.toMatchObject(gone);
    await blobs.put(name, 1, randomBytes(PIECE_BYTES), MINUTE);
    await expect(fetch()).rejects.toMatchObject(gone);
    await blobs.remove('owner', name, 1);
    await expect(fetch()).rejects.toMatchObject(gone);
  });
});
