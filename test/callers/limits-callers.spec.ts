import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import type { Caller } from '../../src/platform/http/admission/caller.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { KEY, startApp, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';
import type * as callMeter from '../../src/platform/limits/call-meter.js';
import type * as callerLimits from '../../src/platform/limits/caller-limits.js';
import { outside } from '../support/outside.js';

const { CallMeter } = await outside<typeof callMeter>('src/platform/limits/call-meter.ts');
const { CallerLimits } = await outside<typeof callerLimits>('src/platform/limits/caller-limits.ts');

type App = Omit<Stack, 'emulator'>;

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const running: App[] = [];
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 5 });
});
afterEach(async () => {
  emulator.clearFaults();
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => emulator.close());

async function start(config: Record<string, unknown>): Promise<App> {
  const app = await startApp(emulator.url, { config });
  running.push(app);
  return app;
}

async function expectTooMany(response: Response): Promise<string> {
  expect(response.status).toBe(429);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const retryAfter = Number(response.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(60);
  const body = (await response.json()) as { type: string; detail: string };
  expect(body.type).toBe('/problems/rate-limited');
  return body.detail;
}

const statusesOf = async (ask: (at: number) => Promise<Response>, times: number) => {
  const statuses: number[] = [];
  for (let at = 0; at < times; at++) {
    const response = await ask(at);
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
};
const count = (statuses: number[], status: number) => statuses.filter((each) => each === status).length;

describe('points', () => {
  it('are told in every answer, cost 1 a request, and end in a 429', async () => {
    const app = await start({ limits: { points_per_minute: 5 } });
    const first = await app.get('/v1/auth/whoami');
    expect(first.headers.get('ratelimit-policy')).toBe('"caller";q=5;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"caller";r=4;t=\d+$/);
    expect(await statusesOf(() => app.get('/v1/auth/whoami'), 4)).toEqual([200, 200, 200, 200]);
    const refused = await app.get('/v1/auth/whoami');
    expect(refused.headers.get('ratelimit')).toMatch(/^"caller";r=0;t=\d+$/);
    expect(await expectTooMany(refused)).toContain('All 5 points');
  });

  it('are each caller’s own, and a key’s own figure goes before the general one', async () => {
    const keys = ['poor', 'rich'].map((name) => ({ name, sha256: sha256(name), scopes: ['ports:read'] }));
    const app = await start({
      limits: { points_per_minute: 3 },
      auth: { api_keys: [keys[0], { ...keys[1], points_per_minute: 1_000 }] },
    });
    const ask = (key: string) => statusesOf(() => app.get('/v1/auth/whoami', { 'x-api-key': key }), 5);
    expect(await ask('poor')).toEqual([200, 200, 200, 429, 429]);
    expect(await ask('rich')).toEqual([200, 200, 200, 200, 200]);
    expect(await ask(KEY)).toEqual([200, 200, 200, 429, 429]);
  });

  it('are not for sale on public routes, which need none', async () => {
    const app = await start({ limits: { points_per_minute: 1 } });
    expect(await statusesOf(() => app.get('/health/live'), 5)).toEqual([200, 200, 200, 200, 200]);
  });

  it('are taken by the number of hosts of a query, all or none', async () => {
    const app = await start({ limits: { points_per_minute: 10_000 } });
    const limits = app.app.get(CallerLimits);
    const caller: Caller = { id: 'c', kind: 'api-key', scopes: new Set(), projects: '*' };
    await limits.charge(caller, 1);
    // The point that the request costs also covers one host.
    const prepay = (hosts: number) => new CallMeter(limits, caller).prepay(hosts);
    await prepay(9_000);
    expect(limits.view(caller).points.remaining).toBe(1_000);
    await expect(prepay(1_500)).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(limits.view(caller).points.remaining).toBe(1_000);
    await prepay(1_001);
    expect(limits.view(caller).points.remaining).toBe(0);
    // It costs more than the whole budget: waiting would not help, so the answer is not a 429.
    await expect(prepay(10_001)).rejects.toMatchObject({
      kind: 'invalid-request',
      extras: { errors: [{ detail: expect.stringContaining('ask in parts') }] },
    });
  });
});

describe('things in progress', () => {
  const slow = { match: { path: '/asset/ports' }, fault: { kind: 'hang' } };

  async function streamsOf(
    app: App,
    number: number,
    key = KEY,
  ): Promise<{ open: Response[]; stop: () => void }> {
    const controller = new AbortController();
    const open = await Promise.all(
      Array.from({ length: number }, () =>
        fetch(`${app.url}/v1/ports?hosts=all&format=ndjson`, {
          headers: { 'x-api-key': key },
          signal: controller.signal,
        }),
      ),
    );
    return { open, stop: () => controller.abort() };
  }

  it('are bounded for streams of one caller; others, and plain requests, go on; places come back', async () => {
    const app = await start({
      limits: { concurrent_streams: 3, concurrent_requests: 6 },
      auth: { api_keys: [{ name: 'other', sha256: sha256('other') }] },
    });
    emulator.addFault(slow);
    const { open, stop } = await streamsOf(app, 3);
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200]);
    const more = [
      () => app.get('/v1/ports?hosts=all', { accept: 'application/x-ndjson' }),
      () => app.post('/v1/ports/query', { hosts: { all: true }, format: 'ndjson' }),
    ];
    for (const ask of more) expect(await expectTooMany(await ask())).toContain('More than 3 streams');
    expect((await app.get('/v1/auth/whoami')).status).toBe(200);
    const others = await streamsOf(app, 1, 'other');
    expect(others.open[0]?.status).toBe(200);
    others.stop();
    stop();
    emulator.clearFaults();
    await within(2_000, async () =>
      (await (await app.get('/v1/ports?hosts=all&format=ndjson')).text()).includes('summary'),
    );
  });

  it('are bounded for requests of one caller', async () => {
    const app = await start({ limits: { concurrent_streams: 2, concurrent_requests: 2 } });
    emulator.addFault(slow);
    const { stop } = await streamsOf(app, 2);
    expect(await expectTooMany(await app.get('/v1/auth/whoami'))).toContain('More than 2 requests');
    stop();
    await within(2_000, async () => (await app.get('/v1/auth/whoami')).status === 200);
  });
});

describe('guessing', () => {
  const limits = { limits: { auth_failures_per_minute: 10 } };
  const guess = (app: App) => (at: number) => app.get('/v1/auth/whoami', { 'x-api-key': `guess-${at}` });

  it('ends in 429 after so many wrong keys from one address; right keys open all the time', async () => {
    const app = await start({ ...limits, auth: { api_keys: [{ name: 'new', sha256: sha256('new') }] } });
    expect((await app.get('/v1/auth/whoami')).status).toBe(200);
    const statuses = await statusesOf(guess(app), 30);
    expect(count(statuses, 401)).toBe(10);
    expect(count(statuses, 429)).toBe(20);
    const token = { authorization: 'Bearer a.b.c' };
    await expectTooMany(await fetch(`${app.url}/v1/auth/whoami`, { headers: token }));
    expect((await app.get('/v1/auth/whoami', { 'x-api-key': 'new' })).status).toBe(200);
    expect((await app.get('/v1/auth/whoami')).status).toBe(200);
    expect((await app.get('/health/live')).status).toBe(200);
  });

  it('is counted by the address of the connection, whatever X-Forwarded-For says', async () => {
    const app = await start(limits);
    const statuses = await statusesOf(
      (at) =>
        app.get('/v1/auth/whoami', {
          'x-api-key': 'guess',
          'x-forwarded-for': `10.0.0.${at}`,
          forwarded: `for=10.1.0.${at}`,
        }),
      15,
    );
    expect(count(statuses, 429)).toBe(5);
  });

  it('is counted by the address that a trusted proxy names', async () => {
    const app = await start({ ...limits, server: { trusted_proxies: ['127.0.0.0/8'] } });
    const from = (address: (at: number) => string) => (at: number) =>
      app.get('/v1/auth/whoami', { 'x-api-key': 'guess', 'x-forwarded-for': address(at) });
    expect(
      count(
        await statusesOf(
          from((at) => `10.0.0.${at}`),
          15,
        ),
        429,
      ),
    ).toBe(0);
    // The client may have written all entries to the left of the proxy's own.
    expect(
      count(
        await statusesOf(
          from((at) => `192.0.2.${at}, 10.9.9.9`),
          15,
        ),
        429,
      ),
    ).toBe(5);
    expect(
      count(
        await statusesOf(
          from((at) => `2001:db8:1:2::${at + 1}`),
          15,
        ),
        429,
      ),
    ).toBe(5);
  });
});

describe('replicas on one Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('count as one; with Redis dead each still counts for itself, and nobody waits', async () => {
    const config = {
      redis: { url: redis.url },
      limits: { points_per_minute: 20, auth_failures_per_minute: 10 },
      auth: { api_keys: [{ name: 'second', sha256: sha256('second') }] },
    };
    const [a, b] = [await start(config), await start(config)];
    await ready(a);
    await ready(b);
    const turns = (at: number) => (at % 2 === 0 ? a : b);
    expect(count(await statusesOf((at) => turns(at).get('/v1/auth/whoami'), 30), 200)).toBe(20);
    expect(count(await statusesOf((at) => guess(turns(at))(at), 20), 401)).toBe(10);
    expect(await redis.command('KEYS', '*limit:*')).not.toMatch(/demo|127\.0\.0\.1/);

    await redis.kill();
    const started = performance.now();
    const statuses = await statusesOf(() => a.get('/v1/auth/whoami', { 'x-api-key': KEY }), 50);
    expect(count(statuses, 200)).toBe(20);
    expect(count(statuses, 429)).toBe(30);
    expect(performance.now() - started).toBeLessThan(5_000);

    await redis.restart();
    await ready(a);
    expect((await a.get('/v1/auth/whoami')).status).toBe(200);
  });

  const guess = (app: App) => (at: number) => app.get('/v1/auth/whoami', { 'x-api-key': `guess-${at}` });
  const ready = (app: App) =>
    within(
      5_000,
      async () => ((await (await app.get('/health/ready')).json()) as { redis: string }).redis === 'up',
    );
});

async function within(ms: number, holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not so within ${ms} ms`);
    await pause(50);
  }
}
