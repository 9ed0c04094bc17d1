import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { measured, size } from '../support/figures.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts } from '../support/truth/ports.js';

const HOSTS = size(80, 200);

let redis: RedisServer;
let stack: Stack;

beforeEach(async () => {
  redis = await startRedis();
  stack = await startStack({
    emulator: { hosts: HOSTS, settings: { latency_ms: '5' } },
    config: { redis: { url: redis.url } },
  });
});
afterEach(async () => {
  await stack.close();
  await redis.stop();
});

const ask = async () => {
  const response = await stack.post('/v1/ports/query', {
    hosts: { all: true },
    format: 'ndjson',
    max_age: 0,
  });
  return readStream(response);
};

/** Writes random bytes to every existing key. */
async function poison(): Promise<void> {
  const keys = (await redis.command('KEYS', '*')).split('\r\n').filter((line) => line.startsWith('portolan'));
  expect(keys).not.toEqual([]);
  for (const key of keys) {
    const bytes = Array.from({ length: 200 }, () => String.fromCharCode(Math.floor(Math.random() * 256)));
    await redis.command('SET', key, bytes.join(''));
  }
}

describe('answers go on', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['dead', () => redis.kill()],
    ['hung', () => Promise.resolve(redis.freeze())],
    ['emptied', () => redis.command('FLUSHALL')],
    ['read-only', () => redis.command('CONFIG', 'SET', 'min-replicas-to-write', '3')],
    ['out of memory', () => redis.command('CONFIG', 'SET', 'maxmemory', '1')],
    ['filled with random bytes', poison],
  ])(
    'a query is answered when Redis is %s before it, in the middle of it and after it',
    async (name, trouble) => {
      const truth = asSet(await truePorts(stack.emulator.url));
      expect(asSet((await ask()).items)).toEqual(truth);
      const running = ask();
      await trouble();
      for (const answer of [await running, await ask(), await ask()]) {
        expect(answer.failures).toEqual([]);
        expect(asSet(answer.items)).toEqual(truth);
      }
      // The token is revoked while Redis does not work. It must be renewed without Redis.
      stack.emulator.clearCalls();
      stack.emulator.revokeTokens();
      expect(asSet((await ask()).items)).toEqual(truth);
      expect(
        (stack.emulator.calls() as { by_path: Record<string, number> }).by_path['POST /v3/auth/tokens'],
      ).toBe(1);
      measured(
        name === 'emptied' || name === 'filled with random bytes' ? 'R10' : 'R9',
        `Redis ${name} before, amid and after queries of ${HOSTS} servers`,
        'every row, 0 failed, 1 token call when the token died meanwhile',
        '0 failed',
      );
    },
    40_000,
  );

  it('a query is answered when there is no Redis at the address at all', async () => {
    const app = await startApp(stack.emulator.url, { config: { redis: { url: 'redis://127.0.0.1:1' } } });
    try {
      const ready = (await (await app.get('/health/ready')).json()) as { status: string; redis: string };
      expect(ready).toMatchObject({ status: 'degraded', redis: 'down' });
      const page = (await (await app.get('/v1/ports?hosts=all&limit=10')).json()) as PageAnswer;
      expect(page).toMatchObject({ complete: true, summary: { items: 10 } });
    } finally {
      await app.close();
    }
  });
});
