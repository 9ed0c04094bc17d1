import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PageAnswer } from '../support/answers.js';
import { measured } from '../support/figures.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, startStack, type Stack } from '../support/stack.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { asSet, truePorts } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

type App = Omit<Stack, 'emulator'>;
type StalePage = PageAnswer & { readonly summary: { readonly stale?: boolean } };

/** Most drift between clocks of one machine during a test, in milliseconds. Generous, because the host may correct them late. */
const DRIFT_MS = 100;
const HOSTS = 30;
const STRANGER = 'a-key-that-sees-another-project';
/** Long timeouts, so that a busy machine does not look like a dead Redis. */
const PATIENT = { command_timeout_ms: 2_000 };

let redis: RedisServer;
let one: Stack;
/** Servers whose rows all fit into one page, and the query for them. */
let small: string[];
let fleet: string;
const others: App[] = [];

beforeEach(async () => {
  redis = await startRedis();
  one = await startStack({
    emulator: { hosts: 60 },
    config: { redis: { url: redis.url, ...PATIENT } },
  });
  await connected(one);
  const rows = await truePorts(one.emulator.url);
  const size = (id: string): number => rows.filter((row) => row.host_id === id).length;
  small = one.emulator
    .hostIds()
    .filter((id) => size(id) < 50)
    .slice(0, HOSTS);
  fleet = `host_ids=${small.join(',')}`;
});
afterEach(async () => {
  for (const app of others.splice(0)) await app.close();
  await one.close();
  await redis.stop();
});

/** One more replica of the first, on its Redis. */
async function replica(config: Record<string, unknown> = {}): Promise<App> {
  const app = await startApp(one.emulator.url, {
    config: { redis: { url: redis.url, ...PATIENT }, ...config },
  });
  others.push(app);
  await connected(app);
  return app;
}

/** On a busy machine, connecting may take longer than the first commands wait. */
async function connected(app: App): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const ready = (await (await app.get('/health/ready')).json()) as { redis: string };
    if (ready.redis === 'up') return;
    await pause(20);
  }
  throw new Error('Redis was not reached');
}

async function page(app: App, query: string, type = 'ports'): Promise<StalePage> {
  const response = await app.get(`/v1/${type}?${query}`);
  const text = await response.text();
  expect({ status: response.status, text: text.slice(0, 500) }).toMatchObject({ status: 200 });
  return JSON.parse(text) as StalePage;
}

async function events(app: App): Promise<Record<string, number>> {
  const text = await (await app.get('/metrics')).text();
  const lines = [...text.matchAll(/^portolan_shared_rows_total\{event="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(lines.map(([, event, count]) => [event, Number(count)]));
}

/** Waits until a replica has written the rows of this many hosts to Redis. */
async function given(app: App, hosts: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (((await events(app))['written'] ?? 0) >= hosts) return;
    await pause(20);
  }
  throw new Error(`${hosts} hosts were to be given away, but ${JSON.stringify(await events(app))}`);
}

const truth = async (): Promise<string[]> =>
  asSet((await truePorts(one.emulator.url)).filter((row) => small.includes(row.host_id)));

const keys = async (): Promise<string[]> =>
  (await redis.command('KEYS', 'portolan:rows:*')).split('\r\n').filter((line) => line.startsWith('p'));

/** Returns the calls for rows since the last `clearCalls`, without those for lists of servers and for tokens. */
function rowCalls(): number {
  const { by_path: paths } = one.emulator.calls() as { by_path: Record<string, number> };
  const rows = Object.entries(paths).filter(([path]) => path.includes('/asset/'));
  return rows.reduce((sum, [, count]) => sum + count, 0);
}

/** Calls for lists of servers since the last `clearCalls`. */
function listCalls(): number {
  const { by_path: paths } = one.emulator.calls() as { by_path: Record<string, number> };
  const lists = Object.entries(paths).filter(([path]) => path.includes('/host-management/'));
  return lists.reduce((sum, [, count]) => sum + count, 0);
}

/** Waits until a replica has written this many parts of lists to Redis. */
async function listGiven(app: App, parts: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const text = await (await app.get('/metrics')).text();
    if (Number(/^portolan_shared_lists_total\{event="written"\} (\d+)$/m.exec(text)?.[1]) >= parts) return;
    await pause(20);
  }
  throw new Error(`${parts} parts of lists were to be given away`);
}

describe('what one replica has read', () => {
  it('saves the next one every call for the same page, and is as old as it says', async () => {
    const query = `${fleet}&plan=per-host&limit=1000&max_age=600`;
    const first = await page(one, query);
    expect(asSet(first.items)).toEqual(await truth());
    const readBy = Date.now();
    await given(one, HOSTS);
    const other = await replica();
    one.emulator.clearCalls();
    const second = await page(other, query);
    expect(rowCalls()).toBe(0);
    expect(second.items).toEqual(first.items);
    expect(second.summary).toMatchObject({ cache_hits: HOSTS, complete: true });
    expect(Date.parse(second.summary.as_of)).toBeLessThanOrEqual(readBy);
    expect(Date.parse(second.summary.as_of)).toBeLessThanOrEqual(Date.parse(first.summary.as_of) + DRIFT_MS);
    measured(
      'sharing',
      `calls for rows of a page of ${HOSTS} servers that another replica has read`,
      `${rowCalls()}; without sharing ${HOSTS}`,
      '0',
    );
    // A third replica reads the same rows in pages, in another order and without a forced plan.
    const third = await replica();
    one.emulator.clearCalls();
    expect((await page(third, `${fleet}&limit=10&sort=-port&max_age=600`)).summary.cache_hits).toBe(HOSTS);
    expect(rowCalls()).toBe(0);
  });

  it('is looked up page by page, in the plan left open, for hosts by name and in a stream', async () => {
    const query = `${fleet}&limit=50&max_age=600`;
    const walkAll = async (app: App): Promise<PageAnswer['items']> => {
      const items: PageAnswer['items'] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const next: PageAnswer = await page(app, `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        items.push(...next.items);
        cursor = next.next_cursor;
      }
      return items;
    };
    const items = await walkAll(one);
    await given(one, HOSTS);
    one.emulator.clearCalls();
    expect(await walkAll(await replica())).toEqual(items);
    const stream = await (await replica()).get(`/v1/ports?${query.replace('limit=50&', '')}&format=ndjson`);
    expect(
      (await stream.text()).split('\n').filter((line) => line.startsWith('{"type":"item"')),
    ).toHaveLength(items.length);
    expect(rowCalls()).toBe(0);
  });

  it('is one host’s as well, and other types’ too', async () => {
    const [id] = small as [string];
    const asked: [string, string][] = [
      [`hosts/${id}/ports`, 'max_age=600'],
      ['assets/users', `host_ids=${id}&max_age=600`],
      ['assets/process', `host_ids=${id}&max_age=600&plan=per-host`],
    ];
    const firsts = [];
    for (const [type, query] of asked) firsts.push(await page(one, query, type));
    await given(one, 3);
    const other = await replica();
    one.emulator.clearCalls();
    for (const [at, [type, query]] of asked.entries()) {
      const { items, summary } = await page(other, query, type);
      expect(items).toEqual(firsts[at]?.items);
      expect(summary).toMatchObject({ cache_hits: 1, upstream_calls: 0 });
    }
    expect(rowCalls()).toBe(0);
  });

  it('is asked again when it is too old, or fresh rows are wanted', async () => {
    const ids = small.slice(0, 5).join(',');
    const query = `host_ids=${ids}&plan=per-host&limit=1000`;
    await page(one, `${query}&max_age=600`);
    await given(one, 5);
    const other = await replica();
    for (const age of ['max_age=0', 'max_age=1']) {
      // Older than a second.
      await pause(1_100);
      one.emulator.clearCalls();
      const { summary } = await page(other, `${query}&${age}`);
      expect(summary.cache_hits).toBe(0);
      expect(rowCalls()).toBeGreaterThanOrEqual(5);
      expect((await events(other))['hit']).toBeUndefined();
    }
  });

  it('never stands for another category, enterprise project or type', async () => {
    const [id] = small as [string];
    await page(one, `host_ids=${id}&max_age=600`);
    await given(one, 1);
    const other = await replica();
    for (const [type, more] of [
      ['ports', '&category=container'],
      ['ports', '&enterprise_project_id=0'],
      ['assets/users', ''],
    ] as const) {
      one.emulator.clearCalls();
      await page(other, `host_ids=${id}&max_age=600${more}`, type);
      expect(rowCalls()).toBeGreaterThanOrEqual(1);
    }
    expect((await events(other))['hit']).toBeUndefined();
    // A project of the same alias with other settings is another project.
    const [project] = [
      {
        alias: 'demo',
        region: 'ap-southeast-3',
        hss_endpoint: one.emulator.url,
        iam_endpoint: one.emulator.url,
        credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
      },
    ];
    const elsewhere = await replica({ projects: [{ ...project, enterprise_project_id: '0' }] });
    one.emulator.clearCalls();
    await page(elsewhere, `host_ids=${id}&max_age=600&enterprise_project_id=all_granted_eps`);
    expect(rowCalls()).toBeGreaterThanOrEqual(1);
  });

  it('is not for callers without a right to the project', async () => {
    const [id] = small as [string];
    await page(one, `host_ids=${id}&max_age=600`);
    await given(one, 1);
    const sha256 = createHash('sha256').update(STRANGER).digest('hex');
    const stranger = { name: 'stranger', sha256, scopes: ['ports:read'], projects: ['elsewhere'] };
    const demo = {
      region: 'ap-southeast-3',
      project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
      hss_endpoint: one.emulator.url,
      iam_endpoint: one.emulator.url,
      credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
    };
    const other = await replica({
      projects: [
        { ...demo, alias: 'demo' },
        { ...demo, alias: 'elsewhere' },
      ],
      auth: { api_keys: [stranger] },
    });
    one.emulator.clearCalls();
    for (const project of ['', '&project=demo']) {
      const response = await other.get(`/v1/ports?host_ids=${id}&max_age=600${project}`, {
        'x-api-key': STRANGER,
      });
      expect(response.status).toBe(404);
    }
    expect(rowCalls()).toBe(0);
    expect(await events(other)).toEqual({});
    // Rows are kept by alias: a second alias of the same vendor project does not share them.
    const own = await other.get(`/v1/ports?host_ids=${id}&max_age=600&project=elsewhere`, {
      'x-api-key': STRANGER,
    });
    expect(((await own.json()) as PageAnswer).summary.cache_hits).toBe(0);
    expect((await page(other, `host_ids=${id}&max_age=600`)).summary.cache_hits).toBe(1);
  });

  it('stands in on a replica that never read it while the vendor fails, if the caller allows it', async () => {
    const ids = small.slice(0, 10).join(',');
    const query = `host_ids=${ids}&plan=per-host&limit=1000&max_age=0`;
    const before = await page(one, query);
    await given(one, 10);
    const other = await replica({ upstream: { attempts: 2 } });
    one.emulator.addFault({ match: {}, fault: { kind: 'status', status: 503 } });
    expect((await other.get(`/v1/ports?${query}`)).status).toBeGreaterThanOrEqual(500);
    const older = await page(other, `${query}&stale_if_error=600`);
    expect(older.items).toEqual(before.items);
    expect(older).toMatchObject({ complete: true, failures: [], summary: { stale: true, cache_hits: 10 } });
    expect(Date.parse(older.summary.as_of)).toBeLessThanOrEqual(Date.parse(before.summary.as_of) + DRIFT_MS);
  });

  it('is not shared where that is turned off', async () => {
    const query = `host_ids=${small[0]}&max_age=600`;
    const alone = await replica({ upstream: { shared_cache_s: 0 } });
    await page(alone, query);
    const uncached = await replica({ upstream: { cache_mib: 0 } });
    await page(uncached, query);
    await pause(200);
    expect(await keys()).toEqual([]);
    await page(one, query);
    await given(one, 1);
    one.emulator.clearCalls();
    await page(alone, `${query}&limit=5`);
    await page(uncached, query);
    expect(rowCalls()).toBe(1);
  });
});

describe('a list of servers that one replica has read', () => {
  it('costs the next one no call, whatever asks for it', async () => {
    const queries = [
      ['ports', 'hosts=all&plan=per-host&limit=20'],
      ['ports', 'hosts=all&limit=20'],
      ['hosts', 'limit=1000'],
      ['assets/users', 'hosts=all&limit=5&include=host'],
    ] as const;
    const first = await page(one, 'limit=1000', 'hosts');
    await listGiven(one, 1);
    for (const [type, query] of queries) {
      const other = await replica();
      one.emulator.clearCalls();
      const answer = await page(other, query, type);
      expect({ type, query, calls: listCalls() }).toEqual({ type, query, calls: 0 });
      const what = `calls for lists of servers that another replica has read, asked by ${type}?${query}`;
      measured('sharing', what, `${listCalls()}; without sharing 1 for each 200 servers`, '0');
      expect(answer.items.length).toBeGreaterThan(0);
      if (type !== 'hosts') continue;
      expect(answer.items).toEqual(first.items);
      expect(Date.parse(answer.summary.as_of)).toBeLessThanOrEqual(
        Date.parse(first.summary.as_of) + DRIFT_MS,
      );
    }
  });

  it('lets a walk through pages go from replica to replica without listing anew', async () => {
    const query = 'hosts=all&plan=per-host&limit=300&max_age=600';
    const start = await page(one, query);
    await listGiven(one, 1);
    one.emulator.clearCalls();
    const items = [...start.items];
    for (let cursor = start.next_cursor; cursor !== null;) {
      const next = await page(await replica(), `${query}&cursor=${cursor}`);
      items.push(...next.items);
      cursor = next.next_cursor;
    }
    expect(listCalls()).toBe(0);
    expect(asSet(items)).toEqual(asSet(await truePorts(one.emulator.url)));
  });

  it('is asked again when fresh ones are wanted', async () => {
    await page(one, 'limit=1000', 'hosts');
    await listGiven(one, 1);
    const other = await replica();
    one.emulator.clearCalls();
    await page(other, 'limit=1000&max_age=0', 'hosts');
    await page(other, 'hosts=all&limit=1&max_age=0&plan=per-host');
    expect(listCalls()).toBe(2);
  });

  it('stands in on a replica that never listed while the vendor fails, if the caller allows it', async () => {
    const query = 'hosts=all&plan=per-host&limit=1000&max_age=0';
    const before = await page(one, query);
    await listGiven(one, 1);
    await given(one, before.summary.hosts.answered);
    const other = await replica({ upstream: { attempts: 2 } });
    one.emulator.addFault({ match: {}, fault: { kind: 'status', status: 503 } });
    expect((await other.get(`/v1/ports?${query}`)).status).toBeGreaterThanOrEqual(500);
    const older = await page(other, `${query}&stale_if_error=600`);
    expect(older.items).toEqual(before.items);
    expect(older).toMatchObject({ failures: [], summary: { stale: true } });
  });
});

describe('what lies in Redis', () => {
  it('is a miss, counted and replaced, when it is poisoned, foreign or cut', async () => {
    const query = `${fleet}&plan=per-host&limit=1000&max_age=600`;
    const { items } = await page(one, query);
    await given(one, HOSTS);
    const all = await keys();
    expect(all).toHaveLength(HOSTS);
    const texts = await Promise.all(
      all.map(async (key) => (await redis.command('GET', key)).split('\r\n')[1] as string),
    );
    await redis.command('SET', all[0] as string, '{"__proto__":{"admin":true}}');
    await redis.command('SET', all[1] as string, texts[2] as string);
    await redis.command('SET', all[3] as string, (texts[3] as string).slice(0, -9));
    await redis.command('SET', all[4] as string, (texts[4] as string).replace('.test.', '.else.'));
    const other = await replica();
    one.emulator.clearCalls();
    const again = await page(other, query);
    expect(again.items).toEqual(items);
    expect(again.summary).toMatchObject({ complete: true, cache_hits: HOSTS - 4 });
    expect(await events(other)).toMatchObject({ poisoned: 3, foreign_key: 1, hit: HOSTS - 4, miss: 4 });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    // The spoilt hosts were read again, so the next replica finds them.
    await given(other, 4);
    one.emulator.clearCalls();
    expect((await page(await replica(), query)).summary.cache_hits).toBe(HOSTS);
    expect(rowCalls()).toBe(0);
  });

  it('is a miss for replicas with other secrets, in both directions', async () => {
    const query = `host_ids=${small.slice(0, 5).join(',')}&plan=per-host&max_age=600`;
    const { items } = await page(one, query);
    await given(one, 5);
    const other = await replica({ secrets: [{ id: 'next', value: 'a-secret-of-the-next-generation-x40x' }] });
    expect(await page(other, query)).toMatchObject({ items, complete: true, summary: { cache_hits: 0 } });
    expect(await events(other)).toMatchObject({ foreign_key: 5, miss: 5 });
  });
});

describe('a Redis in trouble', () => {
  it.each<[string, () => unknown]>([
    ['dead', () => redis.kill()],
    ['hung', () => redis.freeze()],
    ['read-only', () => redis.command('CONFIG', 'SET', 'min-replicas-to-write', '3')],
    ['out of memory', () => redis.command('CONFIG', 'SET', 'maxmemory', '1')],
  ])('costs the sharing only: %s', async (_name, trouble) => {
    const query = `${fleet}&plan=per-host&limit=1000`;
    const expected = await truth();
    await page(one, query);
    await given(one, HOSTS);
    const other = await replica();
    await page(other, 'hosts=all&limit=1&max_age=0');
    await trouble();
    let elapsedMs = 0;
    for (const age of ['max_age=600', 'max_age=0', 'max_age=600']) {
      const answer = await page(other, `${query}&${age}`);
      expect(answer).toMatchObject({ complete: true, failures: [] });
      expect(asSet(answer.items)).toEqual(expected);
      elapsedMs += answer.summary.elapsed_ms;
    }
    // Only the first command waits for its timeout; after it Redis counts as unreachable.
    expect(elapsedMs).toBeLessThan(2 * PATIENT.command_timeout_ms);
  });

  it('does not slow a query host by host', async () => {
    const proxy: TcpProxy = await startTcpProxy(redis.port);
    try {
      const slow = { url: `redis://127.0.0.1:${proxy.port}`, command_timeout_ms: 1_000 };
      await page(one, `${fleet}&plan=per-host&limit=1000`);
      await given(one, HOSTS);
      const other = await replica({ redis: slow });
      await page(other, 'hosts=all&limit=1&max_age=0');
      const inTime = await page(other, `${fleet}&plan=per-host&limit=1000&max_age=0`);
      proxy.delayMs = 400;
      const answer = await page(other, `${fleet}&plan=per-host&limit=1000&max_age=600`);
      expect(answer.items).toEqual(inTime.items);
      // There is one look-up for all hosts and one read after it, not a look-up for each host.
      expect(answer.summary.elapsed_ms).toBeLessThan(inTime.summary.elapsed_ms + 4 * 800);
    } finally {
      proxy.delayMs = 0;
      await proxy.close();
    }
  });
});

it('rows are never stored anew for having been read from the cache at the edge of their age', async () => {
  const [near, slow] = small as [string, string];
  const first = await page(one, `host_ids=${near}&plan=per-host&max_age=0`);
  one.emulator.addFault({
    match: { path: '/asset/ports', host_id: slow },
    fault: { kind: 'delay', delay_ms: 2_500 },
  });
  await pause(200);
  const both = await page(one, `host_ids=${near},${slow}&plan=per-host&max_age=2&limit=1000`);
  expect(both.summary).toMatchObject({ cache_hits: 1, complete: true });
  const again = await page(one, `host_ids=${near}&plan=per-host&max_age=600`);
  expect(again.summary.cache_hits).toBe(1);
  expect(Date.parse(again.summary.as_of)).toBeLessThanOrEqual(Date.parse(first.summary.as_of) + DRIFT_MS);
});
