import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../../src/kernel/clock.js';
import type { Counter } from '../../src/platform/limits/counter.js';
import { MemoryCounter } from '../../src/platform/limits/memory-counter.js';
import { FallbackCounter, RedisCounter } from '../../src/platform/limits/redis-counter.js';
import { KeyedDigest } from '../../src/platform/redis/keyed-digest.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const MARKS = new KeyedDigest([{ id: 'test', value: 's'.repeat(32) }], 'limits');

let server: RedisServer;
let redis: RedisPort;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ url: server.url, keyPrefix: 'test:', commandTimeoutMs: 2_000 }) as RedisPort;
  expect(await redis.ready(5_000)).toBe(true);
});

afterAll(async () => {
  await redis.close();
  await server.stop();
});

const makers: [string, (windowMs: number) => Counter][] = [
  ['in memory', (windowMs) => new MemoryCounter(windowMs, systemClock)],
  ['in Redis', (windowMs) => new RedisCounter(redis, windowMs, MARKS)],
];

let keys = 0;
const newKey = () => `key ${++keys}`;

describe.each(makers)('a counter %s', (_where, make) => {
  it('takes what fits, and of what does not fit nothing', async () => {
    const counter = make(60_000);
    const key = newKey();
    expect(await counter.take(key, 7, 10)).toMatchObject({ ok: true, used: 7 });
    expect(await counter.take(key, 4, 10)).toMatchObject({ ok: false, used: 7 });
    expect(await counter.take(key, 3, 10)).toMatchObject({ ok: true, used: 10 });
    const refused = await counter.take(key, 1, 10);
    expect(refused).toMatchObject({ ok: false, used: 10 });
    expect(refused.resetMs).toBeGreaterThan(50_000);
    expect(refused.resetMs).toBeLessThanOrEqual(60_000);
  });

  it('starts anew when its window is over, which begins with the first take', async () => {
    const counter = make(200);
    const key = newKey();
    await counter.take(key, 5, 5);
    expect((await counter.take(key, 1, 5)).ok).toBe(false);
    await pause(300);
    expect(await counter.take(key, 1, 5)).toMatchObject({ ok: true, used: 1 });
  });

  it('keeps keys apart whatever they hold', async () => {
    const counter = make(60_000);
    const [a, b] = [`${newKey()}\n{x}`, `${newKey()}\0`];
    await counter.take(a, 5, 5);
    expect((await counter.take(b, 5, 5)).ok).toBe(true);
  });

  it('never gives more than the limit to those who come at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 60 }),
        async (takes, limit) => {
          const counter = make(60_000);
          const key = newKey();
          const results = await Promise.all(takes.map(async (points) => counter.take(key, points, limit)));
          const given = takes
            .filter((_points, at) => results[at]?.ok)
            .reduce((sum, points) => sum + points, 0);
          const all = takes.reduce((sum, points) => sum + points, 0);
          expect(given).toBeLessThanOrEqual(limit);
          if (all <= limit) expect(given).toBe(all);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a counter that leans on Redis', () => {
  it('gives its key an end, and mends one that has none', async () => {
    const counter = new RedisCounter(redis, 60_000, MARKS);
    await counter.take('mortal', 1, 5);
    const [key] = (await server.command('KEYS', 'test:limit:*')).match(/test:limit:\S+/) ?? [];
    expect(Number(/:(-?\d+)/.exec(await server.command('PTTL', key as string))?.[1])).toBeGreaterThan(0);
    expect(await server.command('KEYS', '*mortal*')).toBe('*0\r\n');
  });

  it('counts on by itself while Redis is gone: never no limit', async () => {
    const own = await startRedis();
    const port = connectRedis({ url: own.url, keyPrefix: 'test:' }) as RedisPort;
    await port.ready(5_000);
    const counter = new FallbackCounter(
      new RedisCounter(port, 60_000, MARKS),
      new MemoryCounter(60_000, systemClock),
    );
    expect((await counter.take('caller', 3, 5)).ok).toBe(true);
    await own.kill();
    const results = [];
    for (let at = 0; at < 8; at++) results.push(await counter.take('caller', 1, 5));
    expect(results.filter(({ ok }) => ok)).toHaveLength(5);
    await port.close();
    await own.stop();
  });
});
