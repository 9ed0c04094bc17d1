import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import {
  ASYNC,
  begun,
  itemsIn,
  itemsOf,
  itemsPage,
  seen,
  settled,
  walked,
  type SeenQuery,
} from '../support/queries.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { KEY, startApp, type Stack } from '../support/stack.js';
import { difference, trueAssets, type Row } from '../support/truth/assets.js';
import { truePorts } from '../support/truth/ports.js';
import { pause, until } from '../support/wait.js';

type App = Omit<Stack, 'emulator'>;

const HOSTS = 350;
const OTHER = { 'x-api-key': 'key-of-another-caller' };
const READER = { 'x-api-key': 'key-of-a-reader-only' };
const MEMBERS = [
  'host_id',
  'port',
  'protocol',
  'ip_version',
  'listen_address',
  'status',
  'pid',
  'container_id',
];
const FRESH = { plan: 'per-host', max_age: 0 };

let redis: RedisServer;
let emulator: Emulator;
let one: App;
let two: App;
let truth: Row[];
let ids: string[];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const config = () => ({
  redis: { url: redis.url, command_timeout_ms: 1_000 },
  queries: { per_caller: 4 },
  auth: {
    api_keys: [
      { name: 'other', sha256: sha256(OTHER['x-api-key']), scopes: ['ports:read', 'queries:write'] },
      { name: 'reader', sha256: sha256(READER['x-api-key']), scopes: ['ports:read'] },
    ],
  },
});

/** Returns the points that the caller has after this request. */
async function pointsLeft(app: App): Promise<number> {
  const response = await app.get('/v1/auth/whoami');
  await response.arrayBuffer();
  return Number(/\br=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]);
}

beforeAll(async () => {
  redis = await startRedis();
  emulator = await startEmulator({ hosts: HOSTS });
  [one, two] = await Promise.all([
    startApp(emulator.url, { config: config() }),
    startApp(emulator.url, { config: config() }),
  ]);
  truth = (await truePorts(emulator.url)) as unknown as Row[];
  ids = [...new Set(truth.map((row) => row['host_id'] as string))];
});
afterEach(() => {
  emulator.clearFaults();
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await emulator.close();
  await redis.stop();
});

const EQUAL = { missing: [], surplus: [] };
const compared = (rows: readonly object[], wanted: readonly Row[] = truth) =>
  difference(rows as Row[], wanted, MEMBERS);
const hold = (host: string, ms = 4_000): void => {
  emulator.addFault({
    match: { path: '/asset/ports', host_id: host },
    fault: { kind: 'delay', delay_ms: ms },
  });
};
const remove = async (id: string, headers: Record<string, string> = { 'x-api-key': KEY }): Promise<number> =>
  (await fetch(`${one.url}/v1/queries/${id}`, { method: 'DELETE', headers })).status;

describe('a background query', () => {
  it('gives every row once, as a stream and in pages of any size, on every replica', async () => {
    const query = await begun(one, '/v1/ports/query', FRESH);
    expect(query).toMatchObject({ status: 'queued', asset_type: 'port', summary: null, failure: null });
    const over = await settled(two, query.id);
    expect(over).toMatchObject({ status: 'succeeded', plan: 'per-host', failures: [] });
    const hosts = { requested: HOSTS, read: HOSTS, answered: HOSTS, failed: 0 };
    expect(over.summary).toMatchObject({ complete: true, hosts, items: truth.length });
    expect(compared(await itemsOf(two, query.id))).toMatchObject(EQUAL);
    expect(compared(await walked(one, query.id, 777))).toMatchObject(EQUAL);
    const csv = await (await one.get(`/v1/queries/${query.id}/items?format=csv`)).text();
    expect(csv.split('\r\n').filter((line) => line !== '' && !line.startsWith('#'))).toHaveLength(
      truth.length + 1,
    );
  }, 60_000);

  it('reads hosts by name, another type, and by a plan that reads all at once', async () => {
    const named = { host_ids: ids.slice(0, 120), max_age: 0, fields: 'host_id,port' };
    const { id } = await begun(one, '/v1/ports/query', named);
    expect(await settled(one, id)).toMatchObject({ status: 'succeeded' });
    const some = (await itemsOf(one, id)) as Row[];
    const wanted = truth.filter((row) => named.host_ids.includes(row['host_id'] as string));
    expect(difference(some, wanted, ['host_id', 'port'])).toMatchObject(EQUAL);
    expect(Object.keys(some[0] ?? {})).toEqual(['host_id', 'port']);

    const users = await begun(one, '/v1/assets/users/query', { max_age: 0 });
    await settled(two, users.id);
    const trueUsers = await trueAssets(emulator.url, 'users');
    expect(
      difference((await itemsOf(two, users.id)) as Row[], trueUsers, ['host_id', 'user_name']),
    ).toMatchObject(EQUAL);

    const whole = await begun(two, '/v1/ports/query', { plan: 'by-port', max_age: 0 });
    expect(await settled(two, whole.id)).toMatchObject({ status: 'succeeded', plan: 'by-port' });
    expect(compared(await itemsOf(two, whole.id))).toMatchObject(EQUAL);
  }, 60_000);

  it('can be read while it runs and while Redis stops, and followed from the last event on', async () => {
    hold(ids.at(-1) ?? '');
    const { id } = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids });
    await until(async () => (await itemsPage(two, id, 'limit=1000')).items.length > 0);
    const page = await itemsPage(two, id, 'limit=1000');
    expect(page).toMatchObject({ complete: false });
    expect(page.next_cursor).not.toBeNull();
    expect((await seen(two, id)).status).toBe('running');
    // Longer than a command may take: the stream waits for Redis.
    const stream = await two.get(`/v1/queries/${id}/items?format=ndjson`);
    redis.freeze();
    await pause(1_300);
    redis.thaw();
    for (const app of [one, two])
      await until(async () => (await app.get('/v1/queries?limit=1')).status === 200);

    const following = await two.get(`/v1/queries/${id}/events`);
    const reader = (following.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    await until(async () => {
      text += Buffer.from((await reader.read()).value ?? []).toString();
      return text.includes('event: query');
    });
    const last = /id: (\d+)/.exec(text)?.[1] ?? '';
    await reader.cancel();

    emulator.clearFaults();
    await settled(one, id);
    const rest = await (await two.get(`/v1/queries/${id}/events`, { 'last-event-id': last })).text();
    expect(rest).toContain('"status":"succeeded"');
    expect(rest).toContain('event: end');
    expect(rest).not.toContain(`id: ${last}\n`);
    expect((await two.get(`/v1/queries/${id}/events`, { 'last-event-id': 'end' })).status).toBe(204);
    const later: object[] = [...page.items];
    let cursor = page.next_cursor;
    while (cursor !== null) {
      const next = await itemsPage(one, id, `limit=1000&cursor=${encodeURIComponent(cursor)}`);
      later.push(...next.items);
      cursor = next.next_cursor;
    }
    expect(compared(later)).toMatchObject(EQUAL);
    expect(compared(await itemsIn(stream))).toMatchObject(EQUAL);
  }, 90_000);

  it('names the hosts that failed, and asks only those again', async () => {
    const broken = [ids[5], ids[150], ids[151]] as string[];
    for (const host of broken)
      emulator.addFault({
        match: { path: '/asset/ports', host_id: host },
        fault: { kind: 'status', status: 404 },
      });
    const { id } = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids });
    const first = await settled(one, id);
    expect(first).toMatchObject({ status: 'succeeded', summary: { complete: false } });
    expect(first.failures.map(({ host_id: host }) => host).sort()).toEqual([...broken].sort());
    emulator.clearFaults();
    emulator.clearCalls();
    const before = await pointsLeft(one);
    const again = await one.post(`/v1/queries/${id}/retry`, '');
    expect(again.status).toBe(202);
    // Two requests, and the hosts that are read again.
    expect(before - (await pointsLeft(one))).toBe(2 + broken.length);
    const second = await settled(two, id);
    expect(second).toMatchObject({ status: 'succeeded', failures: [], summary: { complete: true } });
    const asked = (emulator.calls() as { by_host: Record<string, number> }).by_host;
    expect(Object.keys(asked).sort()).toEqual([...broken].sort());
    expect(compared(await itemsOf(one, id))).toMatchObject(EQUAL);
  }, 60_000);

  it('is one for a hundred parallel orders with one key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { ...FRESH, host_ids: ids.slice(0, 50) };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        begun(at % 2 === 0 ? one : two, '/v1/ports/query', body, headers),
      ),
    );
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    const other = await one.post('/v1/ports/query', { ...body, port: '22' }, { ...ASYNC, ...headers });
    expect(other.status).toBe(422);
    await settled(one, answers[0]?.id ?? '');
    const foreign = await one.post('/v1/ports/query', body, { ...ASYNC, ...headers, ...OTHER });
    expect(((await foreign.json()) as SeenQuery).id).not.toBe(answers[0]?.id);
  }, 60_000);

  it('is cancelled, and then forgotten', async () => {
    hold(ids[0] ?? '', 20_000);
    const { id } = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids });
    await until(async () => (await seen(one, id)).status === 'running');
    expect(await remove(id)).toBe(204);
    expect(await settled(two, id)).toMatchObject({ status: 'cancelled', summary: { complete: false } });
    expect(await remove(id)).toBe(204);
    expect((await two.get(`/v1/queries/${id}`)).status).toBe(404);
    expect((await redis.command('KEYS', `*query:*${id}*`)).includes(id)).toBe(false);
  }, 60_000);

  it('belongs to its caller, who needs the scopes of the query and of its rows', async () => {
    const { id } = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids.slice(0, 5) });
    for (const path of ['', '/items', '/events'])
      expect((await one.get(`/v1/queries/${id}${path}`, OTHER)).status).toBe(404);
    expect((await one.get('/v1/queries', READER)).status).toBe(403);
    expect(await remove(id, OTHER)).toBe(404);
    expect((await one.post('/v1/ports/query', {}, { ...ASYNC, ...READER })).status).toBe(403);
    expect((await one.post('/v1/assets/users/query', {}, { ...ASYNC, ...OTHER })).status).toBe(403);
    const sorted = await one.post('/v1/ports/query', { sort: 'port' }, ASYNC);
    expect(sorted.status).toBe(400);
    await settled(one, id);
    const mine = (await (await two.get('/v1/queries?limit=1')).json()) as {
      items: SeenQuery[];
      next_cursor: string;
    };
    expect(mine.items.map((each) => each.id)).toEqual([id]);
    expect((await two.get(`/v1/queries?cursor=${encodeURIComponent(mine.next_cursor)}`, OTHER)).status).toBe(
      400,
    );
    const page = await itemsPage(one, id, 'limit=1');
    const cursor = encodeURIComponent(page.next_cursor ?? '');
    const another = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids.slice(0, 5) });
    expect((await one.get(`/v1/queries/${another.id}/items?cursor=${cursor}`)).status).toBe(400);
    await settled(one, another.id);
  }, 60_000);

  it('is refused beyond so many of a caller, whose other calls go on', async () => {
    hold(ids[0] ?? '', 60_000);
    const body = { ...FRESH, host_ids: ids.slice(0, 3) };
    const running = await Promise.all(Array.from({ length: 4 }, () => begun(one, '/v1/ports/query', body)));
    const refused = await two.post('/v1/ports/query', body, ASYNC);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    const other = await two.post(
      '/v1/ports/query',
      { ...body, host_ids: ids.slice(3, 6) },
      { ...ASYNC, ...OTHER },
    );
    expect(other.status).toBe(202);
    expect(await settled(two, ((await other.json()) as SeenQuery).id, OTHER)).toMatchObject({
      status: 'succeeded',
    });
    for (const { id } of running) expect(await remove(id)).toBe(204);
  }, 60_000);

  it('shows neither rows nor callers in Redis, and outlives foreign records under its keys', async () => {
    const { id } = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids.slice(0, 20) });
    await settled(one, id);
    const keys = (await redis.command('KEYS', '*query:{all}*'))
      .split('\r\n')
      .filter((line) => line.includes('query:'));
    expect(keys.length).toBeGreaterThan(5);
    // No shorter words: text as random as that of sealed pieces has every word of four letters sooner or later.
    const words = [ids[0] ?? '', 'listen_address', 'per-host'];
    for (const key of keys) {
      const dump = await redis.command('DUMP', key);
      for (const word of words) expect(key + dump).not.toContain(word);
    }
    for (const [at, key] of keys.entries()) {
      await redis.command('DEL', key);
      if (at % 3 === 0) await redis.command('LPUSH', key, 'x');
      else if (at % 3 === 1) await redis.command('SET', key, randomUUID());
      else await redis.command('HSET', key, 'state', '\u0001', 'x', 'y');
    }
    for (const path of ['', `/${id}`, `/${id}/items`, `/${id}/events`])
      expect((await one.get(`/v1/queries${path}`)).status).toBeLessThan(500);
    const next = await begun(one, '/v1/ports/query', { ...FRESH, host_ids: ids.slice(0, 20) });
    expect(await settled(two, next.id)).toMatchObject({ status: 'succeeded' });
  }, 60_000);
});
