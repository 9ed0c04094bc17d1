import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../../src/kernel/clock.js';
import { newTimeOrderedId } from '../../src/kernel/time-ordered-id.js';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import { KeyedDigest } from '../../src/platform/redis/keyed-digest.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { SealedEntries } from '../../src/platform/redis/sealed-entries.js';
import { MemoryQueryStore } from '../../src/query/background/memory-query-store.js';
import {
  CHUNK_HOSTS,
  FEED_WINDOW,
  type KeptQuery,
  type QueryLayout,
  type QueryRecord,
} from '../../src/query/background/query-record.js';
import {
  pieceName,
  type ChunkResult,
  type Committed,
  type QueryStore,
} from '../../src/query/background/query-store.js';
import { RedisQueryStore } from '../../src/query/background/redis-query-store.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';

const SECRETS = [{ id: 'test', value: 's'.repeat(32) }];
const MANY = 100;
const ROOMY = { ofQuery: 1e9, ofCaller: 1e9, ofAll: 1e9 };

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

const inMemory = (): QueryStore => new MemoryQueryStore(systemClock);
const inRedis = (): QueryStore => {
  const entries = new SealedEntries(
    redis,
    new CacheCipher(SECRETS, 'query-store'),
    'queries',
    () => undefined,
  );
  return new RedisQueryStore(redis, systemClock, entries, new KeyedDigest(SECRETS, 'query-names'));
};

let count = 0;
function record(change: Partial<QueryRecord> = {}): QueryRecord {
  const now = Date.now();
  return {
    id: newTimeOrderedId(now + count++),
    owner: `owner ${count}`,
    projects: ['demo'],
    type: 'port',
    question: { status: ['danger'], process: 'a"b\n' },
    createdAt: now,
    deadlineAt: now + 60_000,
    expiresAt: now + 600_000,
    ...change,
  };
}

/** A query of so many chunks of keys, and their check. */
function layoutByKey(chunks: number): QueryLayout {
  const keys = Array.from({ length: chunks }, () => ({
    name: '7-0',
    project: 'demo',
    hosts: 0,
    role: 'keys' as const,
  }));
  const blocks = [{ name: '7-0', project: 'demo', hosts: 7, role: 'scope' as const }, ...keys];
  const check = { name: '7-9', project: null, hosts: 0, role: 'check' as const };
  return { plan: 'by-port', estimatedCalls: chunks, whole: false, blocks: [...blocks, check], keysAsOf: 1 };
}

/** The same with hosts that are read besides. */
function longer(layout: QueryLayout, chunks: number): QueryLayout {
  const rest = { name: '7-0', project: 'demo', hosts: chunks * CHUNK_HOSTS, role: 'rest' as const };
  return { ...layout, blocks: [...layout.blocks, rest] };
}

/** A query of so many chunks. */
function layoutOf(chunks: number): QueryLayout {
  const blocks = chunks === 0 ? [] : [{ name: '7-0', project: 'demo', hosts: chunks * CHUNK_HOSTS }];
  return { plan: 'per-host', estimatedCalls: chunks, whole: false, blocks };
}

interface Parts {
  readonly round?: number;
  readonly failed?: number;
  readonly fence?: number;
  /** Rows of each piece; only the last one is not staged. */
  readonly rows?: readonly number[];
}

function resultOf(chunk: number, { round = 0, failed = 0, fence = 1, rows = [3] }: Parts = {}): ChunkResult {
  const pieces = rows.map((each, at) => ({
    name: pieceName(chunk, round, fence, at),
    rows: each,
    failures: at === rows.length - 1 ? failed : 0,
  }));
  const last = rows.length === 0 ? {} : { last: Buffer.from(`last of ${chunk}`) };
  const counts = { answered: CHUNK_HOSTS - failed, failed, calls: 2, hits: 1, asOf: 1_000 + chunk };
  return { chunk, round, ...counts, code: failed > 0 ? 'timeout' : '', pieces, ...last };
}

/** Makes a query that runs. */
async function running(store: QueryStore, chunks: number, change: Partial<QueryRecord> = {}) {
  const one = record(change);
  expect(await store.create(one, MANY)).toEqual({ kind: 'created' });
  expect(await store.start(one, layoutOf(chunks), chunks * CHUNK_HOSTS)).toBe(true);
  return one;
}

async function kept(store: QueryStore, { id }: QueryRecord): Promise<KeptQuery> {
  const found = await store.get(id);
  if (found === undefined) throw new Error('the query is gone');
  return found;
}

describe.each([
  ['in memory', inMemory],
  ['in Redis', inRedis],
])('a store of background queries %s', (_name, make) => {
  it('returns what it keeps, newest first for each owner, and forgets what is removed', async () => {
    const store = make();
    const owner = `lister ${count}`;
    const [first, second, third] = [record({ owner }), record({ owner }), record({ owner })];
    for (const each of [first, second, third]) await store.create(each, MANY);
    expect((await kept(store, second)).record).toEqual(second);
    expect((await kept(store, second)).run).toMatchObject({ state: 'queued', version: 1, total: 0 });
    const idsOf = async (before: string | undefined, most: number) =>
      (await store.list(owner, before, most)).map((each) => each.record.id);
    expect(await idsOf(undefined, 2)).toEqual([third.id, second.id]);
    expect(await idsOf(second.id, 2)).toEqual([first.id]);
    expect(await store.active()).toEqual(expect.arrayContaining([first.id, second.id, third.id]));
    await store.putBlock(second, '7-0', ['a', 'b']);
    await store.start(second, layoutOf(1), 2);
    await store.commit(second, resultOf(0), ROOMY);
    await store.remove(await kept(store, second));
    expect(await store.get(second.id)).toBeUndefined();
    expect(await store.block(second.id, '7-0')).toBeUndefined();
    expect(await store.piece(second.id, pieceName(0, 0, 1, 0))).toBeUndefined();
    expect(await idsOf(undefined, 9)).toEqual([third.id, first.id]);
    expect(await store.active()).not.toContain(second.id);
  });

  it('has one query for a key, and so many under way for each owner', async () => {
    const store = make();
    const one = record({ owner: `claimer ${count}` });
    const claim = { key: 'k', order: 'asked' };
    expect(await store.create(one, 1, claim)).toEqual({ kind: 'created' });
    const again = { ...record(), owner: one.owner };
    expect(await store.create(again, 1, claim)).toEqual({ kind: 'known', record: one });
    expect(await store.create(again, 1, { ...claim, order: 'other' })).toEqual({ kind: 'key_taken' });
    expect(await store.create(again, 1)).toEqual({ kind: 'limit' });
    expect(await store.create(record(), 1, claim)).toEqual({ kind: 'created' });
    expect(await store.end(one, { state: 'cancelled' })).toBe(true);
    expect(await store.end(one, { state: 'cancelled' })).toBe(false);
    expect(await store.create(again, 1)).toEqual({ kind: 'created' });
    expect(await store.get(again.id)).toMatchObject({ run: { state: 'queued' } });
  });

  it('keeps lists of hosts before their query, and drops them', async () => {
    const store = make();
    const one = record();
    const hosts = Array.from({ length: 1_000 }, (_, at) => `host-${at}`);
    await store.putBlock(one, '0', hosts);
    await store.putBlock(one, '7-1', ['last']);
    expect(await store.block(one.id, '0')).toEqual(hosts);
    expect(await store.block(one.id, '2')).toBeUndefined();
    await store.dropBlocks(one.id, ['0', '7-1']);
    expect(await store.block(one.id, '7-1')).toBeUndefined();
  });

  it('begins a query once, and ends one without hosts at once', async () => {
    const store = make();
    const one = await running(store, 2);
    expect(await store.start(one, layoutOf(2), 2)).toBe(false);
    expect((await kept(store, one)).run).toMatchObject({ state: 'running', layout: layoutOf(2), total: 2 });
    const empty = await running(store, 0);
    expect((await kept(store, empty)).run).toMatchObject({ state: 'succeeded', total: 0 });
    expect(await store.active()).not.toContain(empty.id);
    const gone = record();
    expect(await store.start(gone, layoutOf(1), 1)).toBe(false);
  });

  it('makes the pieces of a chunk readable together, in the order of commits, and each chunk once', async () => {
    const store = make();
    const one = await running(store, 2);
    const big = resultOf(1, { rows: [2_000, 7], failed: 3 });
    expect(await store.commit(one, big, ROOMY)).toEqual({ kind: 'lost' });
    const staged = Buffer.from('staged');
    expect(await store.stage(one, pieceName(1, 0, 1, 0), staged)).toBe(true);
    expect(await store.pieces(one.id, 0, 9)).toEqual([]);
    expect(await store.commit(one, big, ROOMY)).toEqual({ kind: 'won', next: undefined, over: false });
    expect(await store.commit(one, resultOf(1, { fence: 2 }), ROOMY)).toEqual({ kind: 'late' });
    expect(await store.commit(one, resultOf(0, { round: 1 }), ROOMY)).toEqual({ kind: 'late' });
    expect(await store.open(one.id)).toEqual([0]);
    expect((await kept(store, one)).run).toMatchObject({ state: 'running', done: 1, rows: 2_007, pieces: 2 });
    expect(await store.commit(one, resultOf(0), ROOMY)).toEqual({ kind: 'won', next: undefined, over: true });
    const names = (await store.pieces(one.id, 0, 9)).map(({ name, rows, failures }) => [
      name,
      rows,
      failures,
    ]);
    expect(names).toEqual([
      ['1-0-1-0', 2_000, 0],
      ['1-0-1-1', 7, 3],
      ['0-0-1-0', 3, 0],
    ]);
    expect(await store.pieces(one.id, 1, 1)).toHaveLength(1);
    expect(await store.piece(one.id, '1-0-1-0')).toEqual(staged);
    expect((await store.piece(one.id, '0-0-1-0'))?.toString()).toBe('last of 0');
    const run = { state: 'succeeded', hosts: 200, answered: 197, failed: 3, calls: 4, hits: 2, asOf: 1_000 };
    expect((await kept(store, one)).run).toMatchObject(run);
    expect(await store.active()).not.toContain(one.id);
    expect(await store.commit(one, resultOf(0), ROOMY)).toEqual({ kind: 'gone' });
    expect(await store.stage(one, 'x', staged)).toBe(false);
  });

  it('gives out so many chunks at first, and one for each that is done', async () => {
    const store = make();
    const one = await running(store, FEED_WINDOW + 2);
    expect(await store.open(one.id)).toHaveLength(FEED_WINDOW);
    const nexts: Committed[] = [];
    for (const chunk of [3, 4, 5]) nexts.push(await store.commit(one, resultOf(chunk, { rows: [] }), ROOMY));
    expect(nexts.map((each) => (each.kind === 'won' ? each.next : each))).toEqual([
      FEED_WINDOW,
      FEED_WINDOW + 1,
      undefined,
    ]);
    expect(await store.open(one.id)).toHaveLength(FEED_WINDOW - 1);
  });

  it('gives out the check of a reading by key when all chunks before it are done, and what it adds to be read', async () => {
    const store = make();
    const one = record();
    const layout = layoutByKey(3);
    await store.create(one, MANY);
    await store.start(one, layout, 500);
    expect(await store.open(one.id)).toEqual([0, 1, 2]);
    const none = { answered: 0, rows: [1] };
    for (const chunk of [2, 0])
      expect(await store.commit(one, { ...resultOf(chunk), ...none, pieces: [] }, ROOMY)).toMatchObject({
        kind: 'won',
        next: undefined,
      });
    await store.end(one, { state: 'failed', code: 'deadline' });
    expect(await store.again(await kept(store, one), { kind: 'hosts', layout }, MANY)).toBe(true);
    expect(await store.open(one.id)).toEqual([1]);
    expect(await store.commit(one, resultOf(1, { round: 1 }), ROOMY)).toMatchObject({ kind: 'won', next: 3 });
    const more = longer(layout, FEED_WINDOW + 3);
    expect(await store.commit(one, { ...resultOf(3, { round: 1 }), more }, ROOMY)).toEqual({
      kind: 'won',
      next: 4,
      over: false,
    });
    expect((await kept(store, one)).run).toMatchObject({ layout: more, total: FEED_WINDOW + 7 });
    expect(await store.open(one.id)).toHaveLength(FEED_WINDOW);
  });

  it('fails a query of which no host answered', async () => {
    const store = make();
    const one = await running(store, 1);
    await store.commit(one, resultOf(0, { failed: CHUNK_HOSTS }), ROOMY);
    expect((await kept(store, one)).run).toMatchObject({ state: 'failed', code: 'timeout' });
  });

  it('has room for the rows of a query, of an owner and of all, until they are removed', async () => {
    const store = make();
    const owner = `roomy ${count}`;
    const first = await running(store, 2, { owner });
    const refused = (of: string) => ({ kind: 'no_room', of });
    expect(await store.commit(first, resultOf(0), { ...ROOMY, ofQuery: 3 })).toEqual(refused('query'));
    expect(await store.commit(first, resultOf(0), ROOMY)).toMatchObject({ kind: 'won' });
    const second = await running(store, 1, { owner });
    expect(await store.commit(second, resultOf(0), { ...ROOMY, ofCaller: 15 })).toEqual(refused('caller'));
    expect(await store.commit(second, resultOf(0), { ...ROOMY, ofAll: 15 })).toEqual(refused('all'));
    expect((await kept(store, second)).run).toMatchObject({ done: 0, rows: 0, pieces: 0 });
    await store.remove(await kept(store, first));
    expect(await store.commit(second, resultOf(0), ROOMY)).toMatchObject({ kind: 'won', over: true });
  });

  it('runs a query again for more hosts, or all of it anew, and once for each version', async () => {
    const store = make();
    const one = await running(store, 1);
    expect(await store.again(await kept(store, one), { kind: 'anew' }, MANY)).toBe(false);
    await store.commit(one, resultOf(0, { failed: 5 }), ROOMY);
    const over = await kept(store, one);
    const more = {
      ...layoutOf(1),
      blocks: [...layoutOf(1).blocks, { name: '7-0', project: 'demo', hosts: 5 }],
    };
    expect(await store.again(over, { kind: 'hosts', layout: more }, 0)).toBe(false);
    expect(await store.again(over, { kind: 'hosts', layout: more }, MANY)).toBe(true);
    expect(await store.again(over, { kind: 'hosts', layout: more }, MANY)).toBe(false);
    const now = { state: 'running', round: 1, total: 2, done: 1, failed: 0, answered: 95, layout: more };
    expect((await kept(store, one)).run).toMatchObject(now);
    expect(await store.open(one.id)).toEqual([1]);
    await store.commit(one, resultOf(1, { round: 1 }), ROOMY);
    expect((await store.pieces(one.id, 0, 9)).map(({ round }) => round)).toEqual([0, 1]);
    expect(await store.again(await kept(store, one), { kind: 'anew' }, MANY)).toBe(true);
    expect((await kept(store, one)).run).toMatchObject({
      state: 'queued',
      round: 2,
      rows: 0,
      pieces: 0,
      done: 0,
    });
    expect(await store.piece(one.id, '0-0-1-0')).toBeUndefined();
    expect(await store.start(one, layoutOf(1), 100)).toBe(true);
    expect(await store.commit(one, resultOf(0), ROOMY)).toEqual({ kind: 'late' });
    expect(await store.commit(one, resultOf(0, { round: 2 }), ROOMY)).toMatchObject({
      kind: 'won',
      over: true,
    });
  });
});

type Step = (store: QueryStore, one: QueryRecord) => Promise<unknown>;

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat({ max: 4 }), fc.boolean()).map(
    ([chunks, byKey]): Step =>
      (store, one) =>
        store.start(one, byKey ? layoutByKey(chunks) : layoutOf(chunks), chunks * CHUNK_HOSTS),
  ),
  fc
    .record({
      chunk: fc.nat({ max: 4 }),
      round: fc.nat({ max: 2 }),
      failed: fc.constantFrom(0, 1, CHUNK_HOSTS),
      fence: fc.nat({ max: 1 }),
      rows: fc.array(fc.nat({ max: 9 }), { maxLength: 2 }),
      ofQuery: fc.constantFrom(30, 1e9),
      adds: fc.nat({ max: 2 }),
    })
    .map(({ chunk, ofQuery, adds, ...parts }): Step => async (store, one) => {
      // Sealing makes pieces longer, so that what fits is a matter of the store; none fits into nothing.
      const room = { ...ROOMY, ofQuery: ofQuery === 30 ? 0 : ofQuery };
      const { layout } = (await kept(store, one)).run;
      const more = adds === 0 || layout === undefined ? {} : { more: longer(layout, adds) };
      return store.commit(one, { ...resultOf(chunk, parts), ...more }, room);
    }),
  fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 2 }), fc.nat({ max: 1 })).map(
    ([chunk, round, fence]): Step =>
      (store, one) =>
        store.stage(one, pieceName(chunk, round, fence, 0), Buffer.from('staged')),
  ),
  fc.constant<Step>((store, one) => store.end(one, { state: 'cancelled' })),
  fc.constant<Step>((store, one) => store.end(one, { state: 'failed', code: 'deadline' })),
  fc.constantFrom<'anew' | 'hosts'>('anew', 'hosts').map((kind): Step => async (store, one) => {
    const now = await kept(store, one);
    return store.again(now, kind === 'anew' ? { kind } : { kind, layout: layoutOf(5) }, MANY);
  }),
);

/** What can be seen of a query, without times. */
async function seen(store: QueryStore, one: QueryRecord): Promise<unknown> {
  const { startedAt, finishedAt, version: _, ...run } = (await kept(store, one)).run;
  const pieces = await store.pieces(one.id, 0, 99);
  const contents = await Promise.all(
    pieces.map(async ({ name }) => (await store.piece(one.id, name))?.toString()),
  );
  const under = (await store.active()).includes(one.id);
  const times = { started: startedAt > 0, finished: finishedAt > 0 };
  return {
    run: { ...run, layout: run.layout ?? null },
    times,
    pieces,
    contents,
    under,
    open: await store.open(one.id),
  };
}

describe('both stores of background queries', () => {
  it('do the same, whatever is asked in whatever order', async () => {
    const stores = [inMemory(), inRedis()];
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 14 }), async (asked) => {
        const one = record();
        for (const store of stores) await store.create(one, MANY);
        for (const step of asked) {
          const [first, second] = await Promise.all(stores.map((store) => step(store, one)));
          expect(second).toEqual(first);
          const [known, other] = await Promise.all(stores.map((store) => seen(store, one)));
          expect(other).toEqual(known);
        }
        for (const store of stores) await store.remove(await kept(store, one));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
