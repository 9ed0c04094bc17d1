import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { begun, itemsOf, itemsPage, seen, settled, walked } from '../support/queries.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, type Stack } from '../support/stack.js';
import { difference, type Row } from '../support/truth/assets.js';
import { truePorts, type TruePort } from '../support/truth/ports.js';
import { until } from '../support/wait.js';
import { editPort } from '../support/watches.js';

type App = Omit<Stack, 'emulator'>;

const HOSTS = 300;
const BY_PORT = { plan: 'by-port', max_age: 0 };
const PATH = '/v1/ports/query';
const DETAIL = '/asset/ports/detail';
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
const EQUAL = { missing: [], surplus: [] };

let redis: RedisServer;
let emulator: Emulator;
let one: App;
let two: App;
let truth: TruePort[];
let ports: number[];

beforeAll(async () => {
  [redis, emulator] = await Promise.all([startRedis(), startEmulator({ hosts: HOSTS })]);
  const config = { redis: { url: redis.url, command_timeout_ms: 1_000 } };
  [one, two] = await Promise.all([startApp(emulator.url, { config }), startApp(emulator.url, { config })]);
});
beforeEach(async () => {
  truth = await truePorts(emulator.url);
  ports = [...new Set(truth.map(({ port }) => port))].sort((a, b) => a - b);
});
afterEach(() => {
  emulator.clearFaults();
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await emulator.close();
  await redis.stop();
});

const compared = (rows: readonly object[], wanted: readonly TruePort[] = truth) =>
  difference(rows as Row[], wanted as unknown as Row[], MEMBERS);
const hold = (port: number, ms = 4_000): void => {
  emulator.addFault({ match: { path: DETAIL, port }, fault: { kind: 'delay', delay_ms: ms } });
};
const fail = (port: number, times?: number): void => {
  const limit = times === undefined ? {} : { times };
  emulator.addFault({ match: { path: DETAIL, port }, fault: { kind: 'status', status: 404 }, ...limit });
};
const callsOf = (path: string): number => {
  const { by_path: calls } = emulator.calls() as { by_path: Record<string, number> };
  return Object.entries(calls).reduce((sum, [api, each]) => (api.endsWith(path) ? sum + each : sum), 0);
};
/** Calls to the vendor, of any kind but signing in. */
const allCalls = (): number => {
  const { by_path: calls } = emulator.calls() as { by_path: Record<string, number> };
  return Object.entries(calls).reduce((sum, [api, each]) => (api.includes('/v5/') ? sum + each : sum), 0);
};
/** Calls that list all ports once. */
const listing = (): number => {
  const rows = new Map<number, number>();
  for (const { port } of truth) rows.set(port, (rows.get(port) ?? 0) + 1);
  return [...rows.values()].reduce(
    (sum, each) => sum + (each > 200 ? 1 + Math.ceil((each - 200) / 199) : 1),
    0,
  );
};

/** Returns the rows that can be read by now. */
async function soFar(app: App, id: string): Promise<TruePort[]> {
  const rows: object[] = [];
  for (let cursor = ''; ;) {
    const page = await itemsPage(app, id, `limit=1000${cursor}`);
    rows.push(...page.items);
    if (page.items.length === 0 || page.next_cursor === null) return rows as TruePort[];
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

describe('a background query by port', () => {
  it('is read in chunks of ports by any replica: each port once, rows readable before the last', async () => {
    const last = ports.at(-1) ?? 0;
    hold(last);
    emulator.clearCalls();
    const { id } = await begun(one, PATH, BY_PORT);
    await until(async () => (await itemsPage(two, id, 'limit=1000')).items.length > 0);
    const now = await seen(two, id);
    expect(now).toMatchObject({ status: 'running', plan: 'by-port', summary: null });
    await until(async () => (await seen(two, id)).progress.hosts.done > 0);
    expect((await seen(two, id)).progress.hosts.done).toBeLessThan(HOSTS);
    emulator.clearFaults();
    const hosts = { requested: HOSTS, read: HOSTS, answered: HOSTS, failed: 0 };
    const summary = { complete: true, plan: 'by-port', items: truth.length, hosts };
    const { summary: figures } = await settled(two, id);
    // Planning, the counts and the list of servers are among them.
    expect(figures).toMatchObject({ upstream_calls: allCalls() });
    expect(await settled(two, id)).toMatchObject({
      status: 'succeeded',
      failures: [],
      summary,
      progress: { hosts: { done: HOSTS, total: HOSTS } },
    });
    expect(callsOf(DETAIL)).toBe(listing());
    expect(callsOf('/asset/ports')).toBe(0);
    expect(compared(await itemsOf(two, id))).toMatchObject(EQUAL);
    expect(compared(await walked(one, id, 777))).toMatchObject(EQUAL);
  }, 60_000);

  it('costs a point for each host, and for calls beyond as many', async () => {
    let requests = 0;
    const counting: App = {
      ...one,
      get: (...args) => (requests++, one.get(...args)),
      post: (...args) => (requests++, one.post(...args)),
    };
    const left = async (): Promise<number> => {
      const response = await counting.get('/v1/auth/whoami');
      await response.arrayBuffer();
      return Number(/\br=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]);
    };
    const before = await left();
    requests = 0;
    const { id } = await begun(counting, PATH, BY_PORT);
    expect(await settled(counting, id)).toMatchObject({ status: 'succeeded', plan: 'by-port' });
    const cost = before - (await left()) - requests;
    // This fleet has more ports than hosts.
    expect(cost).toBeGreaterThanOrEqual(listing());
    expect(cost).toBeLessThan(listing() + HOSTS / 2);
  }, 60_000);

  it('gives the rows of named hosts, filtered and with the members asked for, and asks a host itself that is not listed', async () => {
    const ids = [...new Set(truth.map((row) => row.host_id))].slice(0, 40);
    const named = {
      ...BY_PORT,
      host_ids: [...ids, 'nobody'],
      protocol: 'tcp',
      fields: 'listen_address,port',
    };
    emulator.clearCalls();
    const { id } = await begun(one, PATH, named);
    expect(await settled(two, id)).toMatchObject({
      status: 'succeeded',
      plan: 'by-port',
      summary: { complete: true, hosts: { requested: 41, answered: 41 } },
    });
    expect((emulator.calls() as { by_host: object }).by_host).toEqual({ nobody: 1 });
    const rows = await itemsOf(two, id);
    const wanted = truth.filter((row) => ids.includes(row.host_id) && row.protocol === 'tcp');
    expect(Object.keys(rows[0] ?? {})).toEqual(['listen_address', 'port']);
    const texts = (all: readonly (object | TruePort)[]) =>
      all.map((row) => `${(row as TruePort).listen_address} ${(row as TruePort).port}`).sort();
    expect(texts(rows)).toEqual(texts(wanted));
  }, 60_000);

  it('asks a port again that failed, and the hosts for that port alone where it still fails', async () => {
    const [first = 0, second = 0] = [ports[3], ports[Math.floor(ports.length / 2)]];
    fail(first, 2);
    emulator.clearCalls();
    const healed = await begun(one, PATH, BY_PORT);
    expect(await settled(one, healed.id)).toMatchObject({ status: 'succeeded', failures: [] });
    expect(callsOf('/asset/ports')).toBe(0);
    expect(compared(await itemsOf(one, healed.id))).toMatchObject(EQUAL);

    fail(second);
    const lonely = truth.find(({ port }) => port === second)?.host_id ?? '';
    emulator.addFault({
      match: { path: '/asset/ports', host_id: lonely },
      fault: { kind: 'status', status: 404 },
    });
    const { id } = await begun(one, PATH, BY_PORT);
    const over = await settled(two, id);
    expect(over).toMatchObject({ status: 'succeeded', summary: { complete: false } });
    expect(over.failures.map(({ host_id: host }) => host)).toEqual([lonely]);
    const missing = truth.filter((row) => row.port === second && row.host_id === lonely);
    const others = truth.filter((row) => !missing.includes(row));
    expect(compared(await itemsOf(two, id), others)).toMatchObject(EQUAL);
    emulator.clearFaults();
    emulator.clearCalls();
    expect((await one.post(`/v1/queries/${id}/retry`, '')).status).toBe(202);
    expect(await settled(two, id)).toMatchObject({ status: 'succeeded', failures: [] });
    expect(Object.keys((emulator.calls() as { by_host: object }).by_host)).toEqual([lonely]);
    expect(callsOf(DETAIL)).toBe(0);
    expect(compared(await itemsOf(two, id))).toMatchObject(EQUAL);
  }, 90_000);

  it('has what moved to another port meanwhile, and what came under a new one; no row twice', async () => {
    const last = truth.filter(({ port }) => port === ports.at(-1));
    const mover = last[0]?.host_id ?? '';
    const early = ports.find((port) => !truth.some((row) => row.port === port && row.host_id === mover)) ?? 0;
    const fresh = 64_999;
    expect(ports).not.toContain(fresh);
    for (const { port } of last) hold(port);
    const { id } = await begun(one, PATH, BY_PORT);
    await until(async () => (await soFar(two, id)).some(({ port }) => port === early));
    for (const { port } of last.filter((row) => row.host_id === mover))
      await editPort(emulator.url, { host_id: mover, port, open: false });
    await editPort(emulator.url, { host_id: mover, port: early });
    await editPort(emulator.url, { host_id: mover, port: fresh });
    emulator.clearFaults();
    expect(await settled(two, id)).toMatchObject({
      status: 'succeeded',
      failures: [],
      summary: { complete: true },
    });
    const rows = (await itemsOf(two, id)) as TruePort[];
    const now = await truePorts(emulator.url);
    expect(compared(rows, now).missing).toEqual([]);
    const keys = rows.map((row) =>
      JSON.stringify([
        row.host_id,
        row.port,
        row.protocol,
        row.ip_version,
        row.listen_address,
        row.container_id,
        row.pid,
      ]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }, 60_000);
});
