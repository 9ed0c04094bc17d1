import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import { RedisFailure, type RedisPort } from '../../src/platform/redis/redis-port.js';
import { startIam, type IamPeer } from '../support/iam-peer.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startReplica, type ReplicaOptions, type TokenReplica } from '../support/token-replica.js';
import { pause } from '../support/wait.js';

/** Longest wait for a command while Redis hangs, and the delay that a busy machine may add. Milliseconds. */
const COMMAND_MS = 150;
const HICCUP_MS = 1_500;
const BACK_MS = 2_000;
const CALLERS = 20;

let server: RedisServer;
let iam: IamPeer;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  [server, iam] = await Promise.all([startRedis(), startIam()]);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
  await Promise.all([server.stop(), iam.close()]);
});

describe('a replica that shares tokens through Redis', () => {
  it.each<[string, { hurt: () => Promise<unknown>; heal?: () => Promise<unknown>; up?: boolean }]>([
    ['killed', { hurt: () => server.kill(), heal: () => server.restart() }],
    ['frozen', { hurt: now(() => server.freeze()), heal: now(() => server.thaw()) }],
    ['emptied', { hurt: () => server.command('FLUSHALL'), up: true }],
    [
      'made read-only',
      {
        hurt: () => server.command('REPLICAOF', '127.0.0.1', '1'),
        heal: () => server.command('REPLICAOF', 'NO', 'ONE'),
      },
    ],
    [
      'out of memory',
      {
        hurt: () => server.command('CONFIG', 'SET', 'maxmemory', '1'),
        heal: () => server.command('CONFIG', 'SET', 'maxmemory', '0'),
        up: true,
      },
    ],
    ['filled with random bytes', { hurt: poison, up: true }],
  ])('fails no call while Redis is %s, and shares again after', async (_name, { hurt, heal, up }) => {
    const pair = await Promise.all([replica(), replica()]);
    await all(pair, CALLERS);
    expect(iam.issued).toBe(1);

    await hurt();
    await all(pair, CALLERS);
    expect(iam.issued).toBe(1);
    iam.revoke();
    const slowestMs = await all(pair, CALLERS);
    expect(iam.issued).toBeLessThanOrEqual(1 + pair.length);
    // The first to notice waits for one command, then asks IAM by itself.
    expect(slowestMs).toBeLessThan(COMMAND_MS + 4 * iam.latencyMs + HICCUP_MS);

    await heal?.();
    if (up !== true) await backInUse(pair);
    const before = iam.issued;
    iam.revoke();
    await all(pair, CALLERS);
    expect(iam.issued).toBe(before + 1);
  });

  it('fails no call when Redis wants a password that nobody configured', async () => {
    const locked = await startRedis(['--requirepass', 'secret']);
    open.push({ close: () => locked.stop() });
    const one = await replica({ redisUrl: `redis://127.0.0.1:${locked.port}` });
    expect(one.redis.state).toBe('down');
    await all([one], CALLERS);
    await locked.command('CONFIG', 'SET', 'requirepass', '');
    await backInUse([one]);
  });

  it('fails no call while Redis loads its data', async () => {
    const proxy = await proxied();
    proxy.answer = '-LOADING Redis is loading the dataset in memory\r\n';
    const one = await replica({ redisUrl: `redis://127.0.0.1:${proxy.port}` });
    expect(one.redis.state).toBe('down');
    await all([one], CALLERS);
    proxy.answer = undefined;
    await backInUse([one]);
  });

  it('offers a token it fetched alone to the replicas that come later', async () => {
    await server.kill();
    const alone = await replica();
    await all([alone], 10);
    await server.restart();
    await backInUse([alone]);
    const isShared = async (): Promise<boolean> => (await server.command('KEYS', '*:value')).startsWith('*1');
    for (let wait = 0; wait < 100 && !(await isShared()); wait++) await pause(50);
    await all([await replica()], 10);
    expect(iam.issued).toBe(1);
  });

  it('drops and counts what is not its own, and reads nothing into it', async () => {
    const first = await replica();
    await all([first], 10);
    await poison();
    const late = await replica();
    await all([late], 10);
    expect(late.events.filter(({ kind }) => kind === 'poisoned').length).toBeGreaterThan(0);
    expect(iam.issued).toBe(2);
    const again = await replica();
    await all([again], 10);
    expect(iam.issued).toBe(2);
  });
});

describe('the connection to Redis', () => {
  it('costs one time-out when Redis hangs, nothing after, and is back soon', async () => {
    const redis = await connection(server.port);
    server.freeze();
    const first = await timed(() => redis.get('key'));
    expect(first.error).toMatchObject({ name: 'RedisFailure', reason: 'timeout' });
    expect(first.tookMs).toBeLessThan(COMMAND_MS + HICCUP_MS);
    for (let call = 0; call < 100; call++) {
      const later = await timed(() => redis.get('key'));
      expect(later.error).toMatchObject({ reason: 'down' });
      expect(later.tookMs).toBeLessThan(HICCUP_MS);
    }
    server.thaw();
    await backInUse([{ redis }]);
    expect(await redis.get('key')).toBeNull();
  });

  it('drops a connection that went silent, and gets a new one', async () => {
    const proxy = await proxied();
    const redis = await connection(proxy.port);
    proxy.strand();
    await expect(redis.set('key', 'value', 60_000)).rejects.toBeInstanceOf(RedisFailure);
    await backInUse([{ redis }]);
    await redis.set('key', 'value', 60_000);
    expect(await redis.get('key')).toBe('value');
  });

  it('stays away from a Redis that takes two seconds, and comes back when it is fast', async () => {
    const proxy = await proxied();
    const redis = await connection(proxy.port);
    proxy.delayMs = 1_000;
    await expect(redis.get('key')).rejects.toMatchObject({ reason: 'timeout' });
    await pause(1_500);
    expect(redis.state).toBe('down');
    proxy.delayMs = 0;
    await backInUse([{ redis }]);
  });

  it('says nothing of keys, values and addresses when it fails', async () => {
    const redis = await connection(server.port);
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    const refused = await timed(() => redis.set('secret-key', 'secret-value', 1_000));
    await server.kill();
    const down = await timed(() => redis.set('secret-key', 'secret-value', 1_000));
    expect(refused.error).toMatchObject({ reason: 'refused', message: 'redis set: OOM' });
    for (const { error } of [refused, down]) {
      const printed = JSON.stringify({
        ...(error as object),
        text: String(error),
        stack: (error as Error).stack,
      });
      expect(printed).not.toMatch(/secret|127\.0\.0\.1/);
    }
  });

  it('works for a user with few rights, behind a prefix', async () => {
    await server.command(
      ...'ACL SETUSER portolan on >pass%word resetkeys ~portolan:* resetchannels -@all'.split(' '),
      ...'+get +set +del +evalsha +eval +ping +info +type +strlen +pttl +time +getrange'.split(' '),
    );
    const url = `redis://portolan:${encodeURIComponent('pass%word')}@127.0.0.1:${server.port}/0`;
    const one = await replica({ redisUrl: url });
    expect(one.redis.state).toBe('up');
    await all([one], 10);
    await all([await replica({ redisUrl: url })], 10);
    expect(iam.issued).toBe(1);
    expect(one.events.filter(({ kind }) => kind === 'store_failed')).toEqual([]);
    const other = connectRedis({ url, keyPrefix: 'elsewhere:' }) as RedisPort;
    open.push(other);
    await other.ready(5_000);
    await expect(other.get('key')).rejects.toMatchObject({ reason: 'refused', message: 'redis get: NOPERM' });
  });

  it('is absent when none is configured', () => {
    expect(connectRedis(undefined)).toBeUndefined();
  });
});

async function replica(more: Partial<ReplicaOptions> = {}): Promise<TokenReplica> {
  const started = await startReplica({ redisUrl: server.url, iamOrigin: iam.origin, ...more });
  open.push(started);
  return started;
}

async function connection(port: number): Promise<RedisPort> {
  const redis = connectRedis({ url: `redis://127.0.0.1:${port}`, keyPrefix: 'test:' }) as RedisPort;
  open.push(redis);
  expect(await redis.ready(5_000)).toBe(true);
  return redis;
}

async function proxied(): Promise<TcpProxy> {
  const proxy = await startTcpProxy(server.port);
  open.push(proxy);
  return proxy;
}

/** Makes this many calls through every replica; none may fail. Returns the time of the slowest. */
async function all(replicas: readonly TokenReplica[], count: number): Promise<number> {
  const outcomes = await Promise.all(replicas.map((each) => each.calls(count)));
  expect(outcomes.flatMap(({ failed }) => failed)).toEqual([]);
  return Math.max(...outcomes.map(({ slowestMs }) => slowestMs));
}

async function backInUse(users: readonly { redis: RedisPort }[]): Promise<void> {
  const startedAt = performance.now();
  const up = await Promise.all(users.map(({ redis }) => redis.ready(10_000)));
  expect(up).not.toContain(false);
  expect(performance.now() - startedAt).toBeLessThan(BACK_MS + 1_000);
}

/** Writes random bytes, or a value of another type, to every existing key. */
async function poison(): Promise<void> {
  const keys = (await server.command('KEYS', 'portolan:*'))
    .split('\r\n')
    .filter((line) => line.startsWith('portolan:'));
  for (const [index, key] of keys.entries()) {
    await server.command('DEL', key);
    const bytes = Array.from({ length: 200 }, () =>
      String.fromCharCode(Math.floor(Math.random() * 256)),
    ).join('');
    await server.command(...(index % 2 === 0 ? ['SET', key, bytes] : ['RPUSH', key, bytes]));
  }
  for (const name of ['lease', 'fence', 'refusal']) {
    const key = keys[0]?.replace(/[a-z]+$/, name) ?? '';
    await server.command('SET', key, '\u0000\u00ff not ours');
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now();
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, tookMs: performance.now() - startedAt };
}

function now(work: () => void): () => Promise<void> {
  return () => Promise.resolve(work());
}
