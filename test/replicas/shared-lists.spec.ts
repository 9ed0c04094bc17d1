import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { RedisSharedLists } from '../../src/query/servers/redis-shared-lists.js';
import { AgedCache } from '../../src/platform/redis/aged-cache.js';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { decodeHost, type HssHost } from '../../src/upstream/hss/hosts.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const QUERY = { enterpriseProjectId: 'all_granted_eps' };
const MINUTE = 60_000;
/** Most drift between clocks of one machine during a test, in milliseconds. Generous, because the host may correct them late. */
const DRIFT_MS = 100;

let server: RedisServer;
const open: RedisPort[] = [];

beforeEach(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await server.stop();
});

interface Replica {
  readonly lists: RedisSharedLists;
  readonly events: Record<string, number>;
  /** Writes a list to Redis and waits until it is written. */
  give(hosts: readonly HssHost[], ageMs?: number, query?: object): Promise<void>;
  take(maxAgeMs?: number, query?: object): Promise<readonly HssHost[] | undefined>;
}

async function replica({ tag = 'demo-tag', secret = 'x'.repeat(32) } = {}): Promise<Replica> {
  const redis = connectRedis({
    url: server.url,
    keyPrefix: 'portolan:',
    commandTimeoutMs: 2_000,
  }) as RedisPort;
  open.push(redis);
  await redis.ready(5_000);
  const events: Record<string, number> = {};
  const cache = new AgedCache(
    redis,
    new CacheCipher([{ id: secret.slice(0, 2), value: secret }], 'row-cache'),
    {
      lifeMs: 10 * MINUTE,
      mostBytes: 64 * 1024 * 1024,
      tags: [],
      clock: systemClock,
      observe: (event, entries) => {
        events[event] = (events[event] ?? 0) + entries;
      },
    },
  );
  const lists = new RedisSharedLists(cache, () => tag);
  const settled = (): number => (events['written'] ?? 0) + (events['not_written'] ?? 0);
  return {
    lists,
    events,
    give: async (hosts, ageMs = 0, query = QUERY) => {
      const before = settled();
      lists.keep('demo', query as typeof QUERY, { hosts, at: Date.now() - ageMs });
      while (settled() < before + Math.max(1, Math.ceil(hosts.length / 500))) await pause(5);
    },
    take: async (maxAgeMs = MINUTE, query = QUERY) =>
      (await lists.find('demo', query as typeof QUERY, maxAgeMs))?.hosts,
  };
}

/** Returns this many servers in order. The agent's id distinguishes one reading from another. */
function fleet(count: number, agent = 'one'): HssHost[] {
  return Array.from({ length: count }, (_none, at) =>
    decodeHost({
      host_id: `host-${String(at).padStart(6, '0')}`,
      host_name: `ecs-${at}`,
      agent_id: agent,
      private_ip: `10.0.${at >> 8}.${at & 255}`,
      labels: at % 7 === 0 ? ['a', 'b'] : [],
      outside_host: at % 2 === 0,
      agent_update_time: 1_700_000_000_000,
    }),
  );
}

const keys = async (): Promise<string[]> =>
  (await server.command('KEYS', '*')).split('\r\n').filter((line) => /^portolan:(rows|hosts):/.test(line));

describe('lists of servers shared through Redis', () => {
  it.each([0, 1, 500, 501, 4_500])('are what another replica has read: %s servers', async (count) => {
    const [one, other] = [await replica(), await replica()];
    await one.give(fleet(count));
    expect(await other.take()).toEqual(fleet(count));
    for (const key of await keys()) {
      expect(key).toMatch(/^portolan:hosts:\{demo-tag\}:[A-Za-z0-9_-]{43}(:[01]:\d+)?$/);
      expect(Number((await server.command('PTTL', key)).slice(1))).toBeLessThanOrEqual(10 * MINUTE);
    }
  });

  it('are nobody’s with another project, filter or secret', async () => {
    await (await replica()).give(fleet(3));
    const elsewhere = await replica({ tag: 'same-alias-elsewhere' });
    expect(await elsewhere.take()).toBeUndefined();
    const other = await replica();
    expect(await other.take(MINUTE, { enterpriseProjectId: '0' })).toBeUndefined();
    expect(await other.take(MINUTE, { ...QUERY, osType: 'Linux' })).toBeUndefined();
    const stranger = await replica({ secret: 'y'.repeat(32) });
    expect(await stranger.take()).toBeUndefined();
    expect(stranger.events).toMatchObject({ foreign_key: 1 });
    expect(await other.take()).toHaveLength(3);
  });

  it('are as old as they are, and too old for who wants younger ones', async () => {
    const [one, other] = [await replica(), await replica()];
    const at = Date.now() - 30_000;
    await one.give(fleet(1_500), 30_000);
    expect(await other.take(29_000)).toBeUndefined();
    const found = await other.lists.find('demo', QUERY, MINUTE);
    expect(found?.at).toBeLessThanOrEqual(at + DRIFT_MS);
    expect(found?.at).toBeGreaterThan(at - 10_000);
  });

  it('are followed by younger ones, of more or fewer servers, and what is left of the older ones harms nobody', async () => {
    const [one, other] = [await replica(), await replica()];
    for (const [nth, count] of [3_200, 2_100, 900, 5_000, 1_200].entries()) {
      const hosts = fleet(count, `reading-${nth}`);
      await (nth % 2 === 0 ? one : other).give(hosts);
      expect(await one.take()).toEqual(hosts);
      expect(await other.take()).toEqual(hosts);
    }
  });

  it('are of one reading or none while several replicas write and read at once', async () => {
    const replicas = await Promise.all(Array.from({ length: 3 }, () => replica()));
    const readings = new Set<string>();
    let whole = 0;
    const writes = replicas.map(async (each, writer) => {
      for (let nth = 0; nth < 6; nth++) {
        await each.give(fleet(2_000 + 300 * writer, `${writer}-${nth}`));
        await pause(Math.random() * 20);
      }
    });
    let writing = true;
    const reads = replicas.map(async (each) => {
      while (writing) {
        const found = await each.take();
        if (found === undefined) continue;
        whole++;
        const [agent] = [...new Set(found.map(({ agentId }) => agentId))] as [string];
        readings.add(agent);
        const writer = Number(agent.split('-')[0]);
        // Compare as texts: comparing thousands of objects member by member takes too long.
        expect(JSON.stringify(found) === JSON.stringify(fleet(2_000 + 300 * writer, agent))).toBe(true);
      }
    });
    await Promise.all(writes).finally(() => (writing = false));
    await Promise.all(reads);
    expect(whole).toBeGreaterThan(0);
    expect(readings.size).toBeGreaterThan(1);
  });

  it.each<[string, (first: string, part: string) => Promise<unknown>]>([
    ['lacks a part', (_first, part) => server.command('DEL', part)],
    ['has random bytes for a part', (_first, part) => server.command('SET', part, 'poison')],
    [
      'has its first part for another',
      async (first, part) =>
        server.command('SET', part, (await server.command('GET', first)).split('\r\n')[1] as string),
    ],
  ])('are a miss when one %s', async (_what, harm) => {
    const [one, other] = [await replica(), await replica()];
    await one.give(fleet(2_500));
    const all = await keys();
    const first = all.find((key) => !/:[01]:\d$/.test(key)) as string;
    await harm(first, all.find((key) => key.endsWith(':1')) as string);
    expect(await other.take()).toBeUndefined();
    await one.give(fleet(2_500, 'again'));
    expect(await other.take()).toEqual(fleet(2_500, 'again'));
  });

  it.each([
    ['no table', ['r', 0, 1, 'x']],
    ['no cells of a server', ['r', 0, 1, [['host-1', 7]]]],
    ['out of order', ['r', 0, 1, [cells('b'), cells('a')]]],
    ['twice the same', ['r', 0, 1, [cells('a'), cells('a')]]],
    ['of no parts', ['r', 0, 0, [cells('a')]]],
    ['no list', { __proto__: { admin: true } }],
  ])(
    'are a miss, counted and dropped, when they are sealed with our secret and %s',
    async (_what, content) => {
      const one = await replica();
      await one.give(fleet(1));
      const [key] = (await keys()) as [string];
      const { deflateRawSync } = await import('node:zlib');
      const sealed = new CacheCipher([{ id: 'xx', value: 'x'.repeat(32) }], 'row-cache').seal(
        deflateRawSync(JSON.stringify(content)),
        { name: key.slice('portolan:'.length), tenant: 'demo-tag', generation: Date.now() - 1_000 },
      );
      await server.command('SET', key, sealed);
      expect(await one.take()).toBeUndefined();
      expect(one.events).toMatchObject({ poisoned: 1 });
      while ((await keys()).length > 0) await pause(5);
    },
  );

  it('are nothing without Redis, at once and without an error', async () => {
    const one = await replica();
    await one.give(fleet(10));
    await server.kill();
    expect(await one.take()).toBeUndefined();
    await one.give(fleet(10));
    expect(one.events['not_written']).toBe(1);
  });
});

function cells(hostId: string): unknown[] {
  return Object.values(decodeHost({ host_id: hostId }));
}
