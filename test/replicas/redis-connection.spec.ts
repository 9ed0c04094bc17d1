import { afterEach, describe, expect, it } from '@jest/globals';
import type { RedisConfig } from '../../src/platform/redis/redis-client.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import { RedisFailure, type LuaScript, type RedisPort } from '../../src/platform/redis/redis-port.js';
import { selfSigned } from '../support/certificate.js';
import { startSentinel } from '../support/redis-groups.js';
import { freePort, startRedis, type RedisOptions, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const ADD: LuaScript = {
  name: 'add',
  text: `redis.call('INCRBY', KEYS[1], ARGV[1]) return { redis.call('GET', KEYS[1]), KEYS[1] }`,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(args: readonly string[] = [], options: RedisOptions = {}): Promise<RedisServer> {
  const started = await startRedis(args, options);
  closing.push(() => started.stop());
  return started;
}

function connect(config: Partial<RedisConfig> & { url: string }): RedisPort {
  const redis = connectRedis({ keyPrefix: 'test:', ...config }) as RedisPort;
  closing.push(() => redis.close());
  return redis;
}

/** A cluster of one node, which has all slots. */
async function clusterNode(args: readonly string[] = [], options: RedisOptions = {}): Promise<RedisServer> {
  const bus = ['--cluster-port', String(await freePort())];
  const own = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', ...bus];
  const node = await server([...own, ...args], options);
  await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  for (let wait = 0; wait < 100; wait++) {
    if ((await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) break;
    await pause(50);
  }
  return node;
}

/** Calls every method of the port once. */
async function works(redis: RedisPort): Promise<void> {
  expect(await redis.ready(5_000)).toBe(true);
  expect(redis.state).toBe('up');
  expect(await redis.get('{a}b')).toBeNull();
  await redis.set('{a}b', 'välue', 60_000);
  expect(await redis.get('{a}b')).toBe('välue');
  expect(await redis.setIfAbsent('{a}b', 'other', 60_000)).toBe(false);
  expect(await redis.setIfAbsent('{a}c', '1', 60_000)).toBe(true);
  expect(await redis.run(ADD, ['{a}c'], [41])).toEqual(['42', 'test:{a}c']);
  expect(await redis.del('{a}c')).toBe(true);
  expect(await redis.del('{a}c')).toBe(false);
  await redis.set('{a}d', 'soon gone', 30);
  await pause(60);
  expect(await redis.get('{a}d')).toBeNull();
}

describe('the connection to Redis', () => {
  it('works with one server, by password and database', async () => {
    const redis = await server(['--requirepass', 'p@ss:word/1']);
    await works(connect({ url: `${redis.url}/3` }));
    expect(await redis.command('EXISTS', 'test:{a}b')).toBe(':0\r\n');
    const wrong = connect({ url: redis.url.replace(/:[^:@]+@/, ':wrong@') });
    expect(await wrong.ready(500)).toBe(false);
    await expect(wrong.get('key')).rejects.toMatchObject({ name: 'RedisFailure', reason: 'down' });
  });

  it('works over TLS, and only with a server that can be trusted', async () => {
    const tls = selfSigned();
    const { port } = await server([], { tls });
    await works(connect({ url: `rediss://127.0.0.1:${port}`, tlsCa: tls.cert }));
    const distrustful = connect({ url: `rediss://127.0.0.1:${port}` });
    expect(await distrustful.ready(800)).toBe(false);
  });

  it('works with a cluster', async () => {
    const node = await clusterNode();
    const redis = connect({ url: `redis+cluster://127.0.0.1:${node.port}` });
    await works(redis);
    await node.kill();
    await expect(redis.get('key')).rejects.toBeInstanceOf(RedisFailure);
    await expect(redis.get('key')).rejects.toBeInstanceOf(RedisFailure);
  });

  it('works through Sentinel', async () => {
    const master = await server();
    const sentinel = await startSentinel(master);
    closing.push(() => sentinel.stop());
    await works(connect({ url: `redis+sentinel://127.0.0.1:${sentinel.port}/mymaster` }));
  });

  it('speaks TLS to Sentinels too where the URL says rediss, the log-in included', async () => {
    const tls = selfSigned();
    const master = await server([], { tls });
    const sentinel = await startSentinel(master, { tls }, ['--requirepass', 'for-sentinels']);
    closing.push(() => sentinel.stop());
    const url = `rediss+sentinel://127.0.0.1:${sentinel.port}/mymaster?sentinel_password=for-sentinels`;
    await works(connect({ url, tlsCa: tls.cert }));
    const distrustful = connect({ url });
    expect(await distrustful.ready(800)).toBe(false);
  });

  it('works with a cluster that speaks TLS only', async () => {
    const tls = selfSigned();
    const node = await clusterNode(['--tls-cluster', 'yes'], { tls });
    await works(connect({ url: `rediss+cluster://127.0.0.1:${node.port}`, tlsCa: tls.cert }));
    const distrustful = connect({ url: `rediss+cluster://127.0.0.1:${node.port}` });
    expect(await distrustful.ready(800)).toBe(false);
  });

  it('runs a script again after the server forgot it', async () => {
    const own = await server();
    const redis = connect({ url: own.url });
    await works(redis);
    await own.command('SCRIPT', 'FLUSH');
    expect(await redis.run(ADD, ['n'], [1])).toEqual(['1', 'test:n']);
  });

  it('lets the first commands wait for the first connection, but not for long', async () => {
    const own = await server();
    expect(await connect({ url: own.url }).get('key')).toBeNull();
    const nobody = connect({ url: `redis://127.0.0.1:${await freePort()}` });
    const startedAt = performance.now();
    await expect(nobody.get('key')).rejects.toMatchObject({ reason: 'down' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('tells when it goes down and comes up', async () => {
    const own = await server();
    const redis = connect({ url: own.url });
    const seen: string[] = [];
    redis.onState((state) => seen.push(state));
    expect(redis.state).toBe('down');
    await redis.ready(5_000);
    await own.kill();
    await redis.get('key').catch(() => undefined);
    await own.restart();
    expect(await redis.ready(5_000)).toBe(true);
    expect(seen).toEqual(['up', 'down', 'up']);
  });

  it('lets the process go when it is closed while the server is away', async () => {
    const own = await server();
    const redis = connect({ url: own.url });
    await redis.ready(5_000);
    await own.kill();
    await redis.close();
    await own.restart();
    await pause(600);
    expect(redis.state).toBe('down');
    expect(await own.command('CLIENT', 'LIST')).not.toMatch(/\n.*\n.*addr=.*\n.*addr=/);
  });
});
