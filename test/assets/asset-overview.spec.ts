import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { trueAssets } from '../support/truth/assets.js';
import { startStack, type Stack } from '../support/stack.js';

const TYPES = [
  'users', 'auto_launch', 'database', 'web_cms', 'web_service', 'jar_package', 'port', 'process', 'web_framework',
  'web_site', 'app', 'kernel_module', 'ai_component',
]; // prettier-ignore

interface ChangesPage {
  readonly items: { project: string; host_id: string; change: string; seen_at: string }[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
  readonly summary: { total: number; upstream_calls: number };
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 300, settings: { export_polls: 0 } } });
}, 60_000);

afterAll(() => stack.close());

const json = async <T>(path: string): Promise<T> => {
  const response = await stack.get(path);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

describe('figures about the whole fleet', () => {
  it('count the rows of every type that the vendor counts', async () => {
    const { items, complete } = await json<{ items: { type: string; count: number }[]; complete: boolean }>(
      '/v1/assets/statistics',
    );
    expect(complete).toBe(true);
    expect(items.map(({ type }) => type).sort()).toEqual([...TYPES].sort());
    for (const { type, count } of items) {
      const expected = type === 'ai_component' ? null : (await trueAssets(stack.emulator.url, type)).length;
      expect({ type, count }).toEqual({ type, count: expected });
    }
  });

  it('say of every type whether its rows can be had by an export', async () => {
    const { items } = await json<{ items: { type: string; plans: string[] }[] }>('/v1/assets');
    expect(items.find(({ type }) => type === 'port')?.plans).toContain('export');
    for (const { type, plans } of items) {
      if (plans.includes('export')) continue;
      const { status } = await stack.get(`/v1/assets/${type}?hosts=all&limit=1&plan=export`);
      expect([type, status]).toEqual([type, 400]);
    }
  });

  it('count the rows of one host', async () => {
    const [row] = await trueAssets(stack.emulator.url, 'users');
    const hostId = String(row?.['host_id']);
    const { items } = await json<{ items: { type: string; count: number }[] }>(
      `/v1/assets/statistics?host_id=${hostId}`,
    );
    const users = (await trueAssets(stack.emulator.url, 'users')).filter(
      (each) => each['host_id'] === hostId,
    );
    expect(items.find(({ type }) => type === 'users')?.count).toBe(users.length);
  });

  it.each(TYPES)('name the %s that most servers have', async (type) => {
    const { items } = await json<{ items: { name: string; hosts: number; percentage: number }[] }>(
      `/v1/assets/${type}/top`,
    );
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThanOrEqual(5);
    const hosts = items.map((item) => item.hosts);
    expect(hosts).toEqual([...hosts].sort((a, b) => b - a));
  });

  it('refuse a type that there is not', async () => {
    expect((await stack.get('/v1/assets/unicorns/top')).status).toBe(404);
    expect((await stack.get('/v1/assets/unicorns')).status).toBe(404);
    expect((await stack.get('/v1/assets/port/changes')).status).toBe(404);
    expect((await stack.get('/v1/assets/statistics?type=users')).status).toBe(400);
  });
});

describe.each(['users', 'auto_launch', 'app'])('the changes of %s', (type) => {
  const span = 'since=2026-01-01T00:00:00Z&until=2026-12-31T00:00:00Z';

  it('come newest first, every one once, whatever the page size', async () => {
    const whole: ChangesPage['items'] = [];
    let cursor: string | null = null;
    do {
      const page: ChangesPage = await json<ChangesPage>(
        `/v1/assets/${type}/changes?${span}&limit=97${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      whole.push(...page.items);
      expect(page.summary.total).toBeGreaterThanOrEqual(whole.length);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(whole.length).toBeGreaterThan(10);
    expect((await json<ChangesPage>(`/v1/assets/${type}/changes?${span}`)).summary.total).toBe(whole.length);
    expect(new Set(whole.map((item) => JSON.stringify(item))).size).toBe(whole.length);
    const times = whole.map((item) => item.seen_at);
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(whole.map((item) => item.change))).toEqual(new Set(['added', 'removed', 'changed']));
  });

  it('are narrowed by time, host and kind', async () => {
    const { items } = await json<ChangesPage>(`/v1/assets/${type}/changes?${span}&limit=1000`);
    const middle = items[Math.floor(items.length / 2)];
    const since = await json<ChangesPage>(
      `/v1/assets/${type}/changes?since=${middle?.seen_at}&until=2026-12-31T00:00:00Z&limit=1000`,
    );
    expect(since.items).toEqual(items.filter((item) => item.seen_at >= String(middle?.seen_at)));
    const ofHost = await json<ChangesPage>(
      `/v1/assets/${type}/changes?${span}&limit=1000&host_ids=${middle?.host_id}&change=added,removed`,
    );
    expect(ofHost.items).toEqual(
      items.filter((item) => item.host_id === middle?.host_id && item.change !== 'changed'),
    );
  });

  it('name all that is wrong with a question', async () => {
    const response = await stack.get(
      `/v1/assets/${type}/changes?since=yesterday&change=vanish&limit=0&cursor=forged`,
    );
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { parameter: string }[] };
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['change', 'limit', 'since']);
    expect((await stack.get(`/v1/assets/${type}/changes?${span}&cursor=forged`)).status).toBe(400);
  });
});

describe('collection by hand', () => {
  const online = async (): Promise<string> => {
    const text = await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text();
    const hosts = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { host_id: string; agent_status: string });
    return hosts.find(({ agent_status }) => agent_status === 'online')?.host_id ?? '';
  };

  it.each([
    'kernel_module',
    'web_framework',
    'jar_package',
    'database',
    'web_cms',
    'web_service',
    'web_site',
  ])('starts for %s and tells how far it is', async (type) => {
    const hostId = await online();
    const before = await json<{ status: string }>(`/v1/assets/${type}/collect?host_id=${hostId}`);
    expect(before.status).toBe('never');
    const started = await stack.post(`/v1/assets/${type}/collect`, { host_id: hostId });
    expect(started.status).toBe(202);
    const location = started.headers.get('location') ?? '';
    const states: string[] = [];
    for (let tries = 0; tries < 20 && states.at(-1) !== 'done'; tries++)
      states.push((await json<{ status: string }>(location)).status);
    expect(states.at(-1)).toBe('done');
  });

  it('takes either of the two spellings of the vendor', async () => {
    stack.emulator.patch({ collect_spelling: 'web-framwork' });
    try {
      const started = await stack.post('/v1/assets/web_framework/collect', { host_id: await online() });
      expect(started.status).toBe(202);
    } finally {
      stack.emulator.patch({ collect_spelling: 'both' });
    }
  });

  it('says so when a type or a host cannot be collected', async () => {
    expect((await stack.post('/v1/assets/users/collect', { host_id: await online() })).status).toBe(404);
    const unknown = await stack.post('/v1/assets/web_site/collect', { host_id: 'nobody' });
    expect(unknown.status).toBe(404);
    expect((await stack.post('/v1/assets/web_site/collect', { host_id: '../x', extra: 1 })).status).toBe(400);
  });
});
