import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walk } from '../support/answers.js';
import { order, QUICK, settled } from '../support/exports.js';
import { measured } from '../support/figures.js';
import { startApp, startStack, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

type App = Omit<Stack, 'emulator'>;

const HOSTS = 60;
const POINTS = 100_000;
const POOR = 'a-key-with-few-points';
const RICH = { 'x-api-key': 'a-key-with-many-points' };
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const scopes = ['ports:read', 'assets:read', 'exports:read', 'exports:write'];

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: HOSTS },
    config: {
      auth: {
        api_keys: [{ name: 'rich', sha256: sha256(RICH['x-api-key']), scopes, points_per_minute: POINTS }],
      },
      exports: QUICK,
    },
  });
});
afterAll(() => stack.close());

/** Returns the number of HSS calls so far; sign-in calls cost no caller points. */
const callsSoFar = (): number => {
  const { by_path: byPath } = stack.emulator.calls() as { by_path: Record<string, number> };
  const hss = Object.entries(byPath).filter(([path]) => path.includes('/v5/'));
  return hss.reduce((sum, [, count]) => sum + count, 0);
};

/** Counts the vendor's calls for rows and lists, and the points that the caller spent, while `work` runs. */
async function costOf(
  work: () => Promise<unknown>,
  app: App = stack,
): Promise<{ calls: number; points: number }> {
  for (;;) {
    const before = await pointsUsed(app);
    const called = callsSoFar();
    await work();
    await pause(50);
    const calls = callsSoFar() - called;
    const after = await pointsUsed(app);
    // Points are counted by the minute. If a new minute began meanwhile, the points spent cannot be computed.
    if (after.endsAt - before.endsAt < 10_000) return { calls, points: after.used - before.used - 1 };
  }
}

async function pointsUsed(app: App): Promise<{ used: number; endsAt: number }> {
  const response = await app.get('/v1/auth/whoami', RICH);
  const { limits } = (await response.json()) as {
    limits: { points: { remaining: number; reset_s: number } };
  };
  const { remaining, reset_s: resetS } = limits.points;
  return { used: POINTS - remaining, endsAt: performance.now() + resetS * 1_000 };
}

async function read(response: Promise<Response>): Promise<string> {
  const answer = await response;
  // The first request for changes has no snapshot to compare with, but it reads the fleet.
  expect([200, 201, 202, 409]).toContain(answer.status);
  return answer.text();
}

describe('what is read upstream is paid for', () => {
  const get = (path: string, headers = {}) => read(stack.get(path, { ...RICH, ...headers }));
  const query = (body: object) => read(stack.post('/v1/ports/query', body, RICH));

  it.each<[string, () => Promise<unknown>]>([
    ['changes of ports', () => get(`/v1/ports/changes?since=${new Date().toISOString()}&max_age=0`)],
    ['counts of ports', () => get('/v1/ports/summary?hosts=all&max_age=0')],
    ['hosts of a port', () => get('/v1/ports/22/hosts?max_age=0')],
    ['servers', () => get('/v1/hosts?max_age=0&host_name=a')],
    ['servers as a stream', () => get('/v1/hosts?max_age=0&format=ndjson')],
    ['groups', () => get('/v1/host-groups')],
    ['statistics', () => get('/v1/assets/statistics')],
    ['changes of accounts', () => get('/v1/assets/users/changes')],
    ['rows of another type', () => get('/v1/assets/users?hosts=all&max_age=0')],
    ['a stream of all rows', () => get('/v1/ports?hosts=all&max_age=0&plan=per-host&format=ndjson')],
    [
      'a sorted page',
      () => query({ hosts: { all: true }, sort: '-port', limit: 1, max_age: 0, plan: 'per-host' }),
    ],
    ['an export of the vendor', () => wholeExport({ asset_type: 'port' })],
    ['an export of our own', () => wholeExport({ asset_type: 'port', hosts: { all: true }, max_age: 0 })],
  ])('%s cost a point for each call at least', async (what, work) => {
    const { calls, points } = await costOf(work);
    expect(calls).toBeGreaterThan(0);
    expect(points).toBeGreaterThanOrEqual(calls);
    measured('S40', what, `${calls} calls, ${points} points`, 'points fall by at least the calls made');
  });

  it('every page behind a cursor that is replayed is paid for', async () => {
    const whole = { hosts: { all: true }, limit: 10 };
    const first = JSON.parse(await query(whole)) as { next_cursor: string };
    const { calls, points } = await costOf(async () => {
      for (let at = 0; at < 5; at++)
        await query({ ...whole, limit: 1_000, cursor: first.next_cursor, max_age: 0, plan: 'per-host' });
    });
    expect(calls).toBeGreaterThan(HOSTS);
    // The first query has already paid one point for each host.
    expect(points).toBeGreaterThanOrEqual(calls - HOSTS);
    measured(
      'S40',
      'a cursor replayed five times with max_age=0',
      `${calls} calls, ${points} points beyond the ${HOSTS} of its walk`,
      'points fall by at least the calls made',
    );
  });

  it("the list of servers that checks the rows of a vendor's file is paid for", async () => {
    const app = await startApp(stack.emulator.url, {
      config: {
        auth: {
          api_keys: [{ name: 'rich', sha256: sha256(RICH['x-api-key']), scopes, points_per_minute: POINTS }],
        },
        exports: QUICK,
        upstream: { page_limit: 10, hosts_max_age_s: 0 },
      },
    });
    try {
      const { id } = await order(app, { asset_type: 'port' }, RICH);
      expect((await settled(app, id, RICH)).status).toBe('succeeded');
      const { calls, points } = await costOf(
        () => read(app.get(`/v1/exports/${id}/file?format=csv`, RICH)),
        app,
      );
      expect(calls).toBeGreaterThan(HOSTS / 10);
      expect(points).toBeGreaterThanOrEqual(calls);
      measured(
        'S40',
        "rows of a vendor's file",
        `${calls} calls, ${points} points`,
        'points fall by at least the calls made',
      );
    } finally {
      await app.close();
    }
  });

  async function wholeExport(body: object): Promise<void> {
    const { id } = await order(stack, body, RICH);
    expect((await settled(stack, id, RICH)).status).toBe('succeeded');
    await get(`/v1/exports/${id}/file`);
  }
});

describe('who cannot pay is refused before the calls', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp(stack.emulator.url, {
      config: {
        auth: { api_keys: [{ name: 'poor', sha256: sha256(POOR), scopes, points_per_minute: HOSTS + 40 }] },
      },
    });
  });
  afterAll(() => app.close());
  const poor = { 'x-api-key': POOR };

  it('a replayed cursor, changes, counts and sorted pages get 429 and the time to wait', async () => {
    const whole = { hosts: { all: true }, limit: 10 };
    const first = (await (await app.post('/v1/ports/query', whole, poor)).json()) as { next_cursor: string };
    const replay = { ...whole, limit: 1_000, cursor: first.next_cursor, max_age: 0, plan: 'per-host' };
    // Spends the points that are left, and those that the first query has paid in advance.
    for (let at = 0; at < 3; at++) await (await app.post('/v1/ports/query', replay, poor)).arrayBuffer();
    const before = callsSoFar();
    const asked = [
      () => app.post('/v1/ports/query', replay, poor),
      () => app.get(`/v1/ports/changes?since=${new Date().toISOString()}&max_age=0`, poor),
      () => app.get('/v1/ports/summary?hosts=all&max_age=0', poor),
    ];
    for (const ask of asked) {
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited' });
    }
    // A refused request may still have made calls for lists and statistics while points were left for them.
    const made = callsSoFar() - before;
    expect(made).toBeLessThan(40);
    measured('S40', 'calls made for three refused requests', `${made}`, 'the 429 comes before the calls');
  });

  it('a walk that has paid with its first page is not refused', async () => {
    const other = await startApp(stack.emulator.url, {
      config: { limits: { points_per_minute: HOSTS + 60 } },
    });
    try {
      const pages = await walk((cursor) =>
        other.post('/v1/ports/query', {
          hosts: { all: true },
          limit: 200,
          max_age: 600,
          plan: 'per-host',
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      expect(pages.length).toBeGreaterThan(4);
    } finally {
      await other.close();
    }
  });
});
