import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { portRow, type PortRow } from '../../src/asset-types/port/port-row.js';
import { portSource } from '../../src/asset-types/port/port-source.js';
import { RedisSharedRows } from '../../src/query/cache/redis-shared-rows.js';
import type { RowSubject } from '../../src/query/cache/shared-rows.js';
import { AgedCache } from '../../src/platform/redis/aged-cache.js';
import { CacheCipher, type CacheSecret } from '../../src/platform/redis/cache-cipher.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const OLD: CacheSecret = { id: 'old', value: 'o'.repeat(32) };
const NEW: CacheSecret = { id: 'new', value: 'n'.repeat(32) };
const SUBJECT: RowSubject<PortRow> = { source: portSource, project: 'demo', key: 'port demo host' };
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
  readonly rows: RedisSharedRows;
  readonly events: Record<string, number>;
  readonly redis: RedisPort;
  readonly clock: Clock;
  /** Resolves when this many hosts were written or given up. */
  settled(hosts: number): Promise<void>;
}

interface ReplicaOptions {
  readonly secrets?: readonly CacheSecret[];
  readonly offsetMs?: number;
  readonly lifeMs?: number;
  readonly mostBytes?: number;
  readonly tag?: string;
  readonly url?: string;
}

async function replica({
  secrets = [OLD],
  offsetMs = 0,
  lifeMs = 10 * MINUTE,
  mostBytes = 64 * 1024 * 1024,
  tag = 'demo-tag',
  url = server.url,
}: ReplicaOptions = {}): Promise<Replica> {
  const redis = connectRedis({ url, keyPrefix: 'portolan:', commandTimeoutMs: 2_000 }) as RedisPort;
  open.push(redis);
  await redis.ready(5_000);
  const clock = { ...systemClock, now: () => Date.now() + offsetMs };
  const events: Record<string, number> = {};
  const cipher = new CacheCipher(secrets, 'row-cache');
  const observe = (event: string, entries: number): void => {
    events[event] = (events[event] ?? 0) + entries;
  };
  const cache = new AgedCache(redis, cipher, { lifeMs, clock, observe, mostBytes, tags: [] });
  const rows = new RedisSharedRows(cache, () => tag);
  const settled = async (hosts: number): Promise<void> => {
    while ((events['written'] ?? 0) + (events['not_written'] ?? 0) < hosts) await pause(5);
  };
  return { rows, events, redis, clock, settled };
}

function rowsOf(hostId: string, count = 3, path = '/usr/sbin/sshd'): PortRow[] {
  return Array.from({ length: count }, (_, at) =>
    portRow('demo', hostId, {
      port: at + 1,
      protocol: 'tcp',
      ip_version: 4,
      listen_address: '0.0.0.0',
      exposure: 'all_interfaces',
      status: 'normal',
      pid: 7,
      process_path: path,
      container_id: null,
      agent_id: null,
    }),
  );
}

const hosts = (count: number): string[] => Array.from({ length: count }, (_, at) => `host-${at}`);

async function share(from: Replica, hostIds: readonly string[], ageMs = 0): Promise<void> {
  for (const hostId of hostIds)
    from.rows.keep(SUBJECT, hostId, { rows: rowsOf(hostId), at: from.clock.now() - ageMs });
  await from.settled(hostIds.length);
}

async function keys(): Promise<string[]> {
  const reply = await server.command('KEYS', '*');
  return reply.split('\r\n').filter((line) => /^portolan:(rows|hosts):/.test(line));
}

const text = async (key: string): Promise<string> =>
  (await server.command('GET', key)).split('\r\n')[1] as string;

describe('rows shared through Redis', () => {
  it('are what another replica has read, host by host', async () => {
    const [one, other] = [await replica(), await replica()];
    await share(one, hosts(120));
    const found = await other.rows.find(SUBJECT, [...hosts(121)].reverse(), MINUTE);
    expect(found?.[0]).toBeUndefined();
    expect(found?.slice(1).map((entry) => entry?.rows)).toEqual(
      hosts(120)
        .reverse()
        .map((hostId) => rowsOf(hostId)),
    );
    expect(other.events).toEqual({ hit: 120, miss: 1 });
  });

  it('lie in Redis sealed, under names that tell nothing, in one slot for each project, for a while', async () => {
    await share(await replica({ lifeMs: MINUTE }), hosts(5));
    const all = await keys();
    expect(all).toHaveLength(5);
    for (const key of all) {
      expect(key).toMatch(/^portolan:rows:\{demo-tag\}:[A-Za-z0-9_-]{43}$/);
      expect(await text(key)).toMatch(/^1\.\d+\.old\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+$/);
      expect(Number((await server.command('PTTL', key)).slice(1))).toBeGreaterThan(MINUTE / 2);
      expect(Number((await server.command('PTTL', key)).slice(1))).toBeLessThanOrEqual(MINUTE);
    }
  });

  it('are nobody’s with another project, question or form of rows', async () => {
    const one = await replica();
    await share(one, ['host-0']);
    const elsewhere = await replica({ tag: 'same-alias-elsewhere' });
    expect(await elsewhere.rows.find(SUBJECT, ['host-0'], MINUTE)).toEqual([undefined]);
    const others: RowSubject<PortRow>[] = [
      { ...SUBJECT, key: 'port demo container' },
      { ...SUBJECT, source: { ...portSource, members: [...portSource.members, 'of_the_next_release'] } },
    ];
    for (const subject of others)
      expect(await one.rows.find(subject, ['host-0'], MINUTE)).toEqual([undefined]);
    expect(one.events['poisoned']).toBeUndefined();
  });

  it.each([
    [10, -10],
    [-10, 10],
    [0, 10],
  ])(
    'are as old as they are, whatever the replicas’ clocks say: %s and %s minutes off',
    async (writer, reader) => {
      const one = await replica({ offsetMs: writer * MINUTE });
      const other = await replica({ offsetMs: reader * MINUTE });
      const readAt = performance.now() - 30_000;
      await share(one, ['host-0'], 30_000);
      await pause(50);
      const [entry] = (await other.rows.find(SUBJECT, ['host-0'], MINUTE)) ?? [];
      const trueAgeMs = performance.now() - readAt;
      const ageMs = other.clock.now() - (entry?.at ?? Infinity);
      // Never younger than in truth; older by the time in transit.
      expect(ageMs).toBeGreaterThanOrEqual(trueAgeMs - DRIFT_MS);
      expect(ageMs).toBeLessThan(trueAgeMs + 10_000);
      expect(await other.rows.find(SUBJECT, ['host-0'], 29_000)).toEqual([undefined]);
      expect(await keys()).toHaveLength(1);
    },
  );

  it('get no younger when Redis hangs before it takes them', async () => {
    const one = await replica();
    await share(one, ['host-0']);
    const at = Date.now();
    server.freeze();
    one.rows.keep(SUBJECT, 'host-1', { rows: rowsOf('host-1'), at });
    await pause(800);
    server.thaw();
    await one.settled(2);
    const [entry] = (await one.rows.find(SUBJECT, ['host-1'], MINUTE)) ?? [];
    expect(entry?.at).toBeLessThanOrEqual(at + DRIFT_MS);
    // A longer expiry of the key does not make the rows younger either.
    const before = Date.now() - (entry?.at ?? 0);
    for (const key of await keys()) await server.command('PERSIST', key);
    const [again] = (await one.rows.find(SUBJECT, ['host-1'], MINUTE)) ?? [];
    expect(Date.now() - (again?.at ?? Infinity)).toBeGreaterThanOrEqual(before - DRIFT_MS);
  });

  it.each<[string, (key: string, sealed: string, other: string) => Promise<unknown>]>([
    ['random bytes', (key) => server.command('SET', key, '\x00\xff{[1.2.3')],
    [
      'another type',
      async (key) => [await server.command('DEL', key), await server.command('LPUSH', key, 'a')],
    ],
    ['cut', (key, sealed) => server.command('SET', key, sealed.slice(0, -20))],
    [
      'changed',
      (key, sealed) => server.command('SET', key, sealed.slice(0, -1) + (sealed.endsWith('A') ? 'Q' : 'A')),
    ],
    ['another host’s', (key, _sealed, other) => server.command('SET', key, other)],
    [
      'made younger',
      (key, sealed) => server.command('SET', key, sealed.replace(/^1\.\d+/, `1.${Date.now()}`)),
    ],
    [
      'from the future',
      (key, sealed) => server.command('SET', key, sealed.replace(/^1\.\d+/, `1.${Date.now() + 86_400_000}`)),
    ],
    ['too long', (key, sealed) => server.command('SET', key, sealed + 'A'.repeat(300_000))],
  ])('are a miss, counted and dropped when they are %s', async (_what, harm) => {
    const one = await replica();
    await share(one, ['host-0']);
    const [key] = (await keys()) as [string];
    await share(one, ['host-1']);
    const other = (await keys()).find((each) => each !== key) as string;
    await pause(5);
    await harm(key, await text(key), await text(other));
    const found = await one.rows.find(SUBJECT, hosts(2), MINUTE);
    expect(found?.map((entry) => entry?.rows)).toEqual([undefined, rowsOf('host-1')]);
    expect(one.events).toMatchObject({ poisoned: 1, hit: 1, miss: 1 });
    while ((await keys()).includes(key)) await pause(5);
    await one.rows.find(SUBJECT, hosts(2), MINUTE);
    expect(one.events['poisoned']).toBe(1);
  });

  it('are a miss when they are sealed with our secret and of no use', async () => {
    const one = await replica();
    await share(one, ['host-0']);
    const [key] = (await keys()) as [string];
    const generation = Date.now();
    const sealed = new CacheCipher([OLD], 'row-cache').seal('[["__proto__"],[[{"admin":true}]]]', {
      name: key.slice('portolan:'.length),
      tenant: 'demo-tag',
      generation,
    });
    await server.command('SET', key, sealed);
    expect(await one.rows.find(SUBJECT, ['host-0'], MINUTE)).toEqual([undefined]);
    expect(one.events['poisoned']).toBe(1);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('outlive a rotation of secrets: a miss for who has not got the new one yet, no error', async () => {
    const [before, between, after] = [
      await replica({ secrets: [OLD] }),
      await replica({ secrets: [OLD, NEW] }),
      await replica({ secrets: [NEW, OLD] }),
    ];
    await share(after, ['host-0']);
    expect(await before.rows.find(SUBJECT, ['host-0'], MINUTE)).toEqual([undefined]);
    expect(before.events).toMatchObject({ foreign_key: 1, hit: 0, miss: 1 });
    expect(await keys()).toHaveLength(1);
    const [entry] = (await between.rows.find(SUBJECT, ['host-0'], MINUTE)) ?? [];
    expect(entry?.rows).toEqual(rowsOf('host-0'));
    // Data sealed as a token with the same secret cannot be opened as rows.
    const cipher = new CacheCipher([OLD]);
    const context = { name: 'a', tenant: 'b', generation: 1 };
    expect(new CacheCipher([OLD], 'row-cache').open(cipher.seal('text', context), context)).toEqual({
      kind: 'poisoned',
    });
  });

  it('are bounded: neither large nor very many at a time', async () => {
    const one = await replica();
    const paths = (hostId: string): PortRow[] =>
      rowsOf(hostId, 20_000).map((row, at) => ({ ...row, process_path: `/${Math.sin(at)}` }));
    one.rows.keep(SUBJECT, 'host-0', { rows: paths('host-0'), at: Date.now() });
    await one.settled(1);
    expect(one.events).toEqual({ not_written: 1 });
    for (const hostId of hosts(40))
      one.rows.keep(SUBJECT, hostId, { rows: rowsOf(hostId, 2_000), at: Date.now() });
    await one.settled(41);
    expect(one.events['not_written']).toBeGreaterThanOrEqual(15);
    expect(one.events['written']).toBeGreaterThanOrEqual(20);
  });

  it('are nothing without Redis, at once and without an error', async () => {
    const one = await replica();
    await share(one, ['host-0']);
    await server.kill();
    expect(await one.rows.find(SUBJECT, ['host-0'], MINUTE)).toBeUndefined();
    one.rows.keep(SUBJECT, 'host-1', { rows: rowsOf('host-1'), at: Date.now() });
    await one.settled(2);
    expect(one.events['not_written']).toBe(1);
    await server.restart();
    await one.redis.ready(5_000);
    expect(await one.rows.find(SUBJECT, ['host-0'], MINUTE)).toEqual([undefined]);
  });

  it('are found in a cluster, many at once', async () => {
    const node = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    try {
      await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      while (!(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) await pause(50);
      const one = await replica({ url: `redis+cluster://127.0.0.1:${node.port}` });
      await share(one, hosts(100));
      expect(one.events).toEqual({ written: 100 });
      const found = await one.rows.find(SUBJECT, hosts(100), MINUTE);
      expect(found?.map((entry) => entry?.rows)).toEqual(hosts(100).map((hostId) => rowsOf(hostId)));
    } finally {
      for (const each of open.splice(0)) await each.close();
      await node.stop();
    }
  });

  it('take no more of Redis than their budget, and give up the oldest for new ones', async () => {
    const mostBytes = 20_000;
    const one = await replica({ mostBytes });
    const hosts = Array.from({ length: 60 }, (_none, at) => `host-${String(at).padStart(2, '0')}`);
    await share(one, hosts);
    let held = 0;
    for (const key of await keys())
      held += Number(/:(\d+)/.exec(await server.command('MEMORY', 'USAGE', key))?.[1]);
    expect(held).toBeGreaterThan(mostBytes / 4);
    expect(held).toBeLessThan(mostBytes);
    const found = (await one.rows.find(SUBJECT, hosts, MINUTE)) ?? [];
    expect(found[0]).toBeUndefined();
    expect(found.at(-1)?.rows).toEqual(rowsOf(hosts.at(-1) ?? ''));
  });

  it('need few rights', async () => {
    await server.command(
      ...'ACL SETUSER portolan on >password resetkeys ~portolan:* resetchannels -@all'.split(' '),
      ...'+get +set +del +evalsha +eval +ping +info +type +strlen +time'.split(' '),
      // For the ledger of the memory budget.
      ...'+zadd +zrem +zrange +zcard +pexpire'.split(' '),
    );
    const one = await replica({ url: `redis://portolan:password@127.0.0.1:${server.port}` });
    await share(one, ['host-0']);
    const [key] = (await keys()) as [string];
    const [entry] = (await one.rows.find(SUBJECT, ['host-0'], MINUTE)) ?? [];
    expect(entry?.rows).toEqual(rowsOf('host-0'));
    await server.command('SET', key, 'poison');
    expect(await one.rows.find(SUBJECT, ['host-0'], MINUTE)).toEqual([undefined]);
  });
});
