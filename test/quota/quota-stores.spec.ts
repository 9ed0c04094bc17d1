import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../../src/kernel/clock.js';
import { KeyedDigest } from '../../src/platform/redis/keyed-digest.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { MemoryQuota } from '../../src/resilience/memory-quota.js';
import type { Quota, StatedLimit } from '../../src/resilience/quota.js';
import { TokenBucket } from '../../src/resilience/token-bucket.js';
import { QUOTA } from '../../src/upstream/quota/quota-script.js';
import { RedisQuota } from '../../src/upstream/quota/redis-quota.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const MARKS = new KeyedDigest([{ id: 'test', value: 's'.repeat(32) }], 'quota');

let server: RedisServer;
let redis: RedisPort;
let keys = 0;
let key: string;

beforeAll(async () => {
  server = await startRedis();
  redis = await connection();
});
afterAll(async () => {
  await redis.close();
  await server.stop();
});
beforeEach(() => {
  key = `key ${keys++}`;
});

type LimitOf = (key: string) => StatedLimit | undefined;

const quotas: [string, (limitOf?: LimitOf) => Quota][] = [
  ['memory', (limitOf) => new MemoryQuota(limitOf === undefined ? {} : { limitOf })],
  [
    'Redis',
    (limitOf) => new RedisQuota(redis, { marks: MARKS, ...(limitOf === undefined ? {} : { limitOf }) }),
  ],
];

describe.each(quotas)('quota in %s', (_kind, create) => {
  it('holds nobody back while no limit is known', async () => {
    const quota = create();
    for (let call = 0; call < 200; call++) expect(await quota.take(key)).toBe(0);
    expect(quota.view(key)).toMatchObject({ limit: undefined, available: Infinity, waitMs: 0 });
  });

  it('hands out the configured limit in a window and names a wait that is enough', async () => {
    const quota = create(() => ({ calls: 5, windowMs: 1_000 }));
    expect(quota.view(key)).toMatchObject({ limit: 5, available: 5, waitMs: 0 });
    for (let call = 0; call < 5; call++) expect(await quota.take(key)).toBe(0);
    const waitMs = await quota.take(key);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_011);
    expect(quota.view(key)).toMatchObject({ limit: 5, available: 0 });
    await pause(waitMs + 2);
    expect(await quota.take(key)).toBe(0);
  });

  it('takes nothing before a Retry-After is over, and learns the limit that the vendor names', async () => {
    const quota = create();
    for (let call = 0; call < 3; call++) await quota.take(key);
    const from = performance.now();
    quota.throttled(key, { retryAfterMs: 300, stated: { calls: 4, windowMs: 2_000 } });
    let waitMs = await quota.take(key);
    expect(waitMs).toBeGreaterThan(200);
    expect(waitMs).toBeLessThanOrEqual(300);
    expect(quota.view(key).waitMs).toBeGreaterThan(0);
    while (waitMs > 0) {
      await pause(waitMs);
      waitMs = await quota.take(key);
    }
    expect(performance.now() - from).toBeGreaterThanOrEqual(299);
    expect(quota.view(key)).toMatchObject({ limit: 4, windowMs: 2_000 });
  });

  it('keeps keys apart', async () => {
    const quota = create((name) => (name === key ? { calls: 1, windowMs: 60_000 } : undefined));
    expect(await quota.take(key)).toBe(0);
    expect(await quota.take(key)).toBeGreaterThan(0);
    expect(await quota.take(`${key} other`)).toBe(0);
  });
});

describe('quota shared by replicas', () => {
  it('is one: together they get the limit, not each', async () => {
    const replicas = Array.from(
      { length: 4 },
      () => new RedisQuota(redis, { marks: MARKS, limitOf: perMinute(12) }),
    );
    let taken = 0;
    for (let round = 0; round < 5; round++)
      for (const replica of replicas) if ((await replica.take(key)) === 0) taken++;
    // What may go at once after quiet; the rest is spread over the minute.
    expect(taken).toBe(5);
  });

  it('closes for all replicas as soon as one was refused', async () => {
    const [one, other] = [new RedisQuota(redis, { marks: MARKS }), new RedisQuota(redis, { marks: MARKS })];
    await one.take(key);
    await other.take(key);
    one.throttled(key, { retryAfterMs: 400 });
    await pause(80);
    await other.take(key);
    await pause(30);
    const waitMs = await other.take(key);
    expect(waitMs).toBeGreaterThan(100);
    expect(waitMs).toBeLessThanOrEqual(400);
  });

  it('counts what went out of every replica before the first refusal', async () => {
    const replicas = Array.from({ length: 3 }, () => new RedisQuota(redis, { marks: MARKS }));
    for (const replica of replicas) for (let call = 0; call < 10; call++) await replica.take(key);
    replicas[0]?.throttled(key, { retryAfterMs: 250 });
    await pause(120);
    // Each hears of it with its next call, and tells what it let go.
    for (const replica of replicas) await replica.take(key);
    await pause(300);
    for (const replica of replicas) await replica.take(key);
    expect(replicas[0]?.view(key).limit).toBeGreaterThanOrEqual(29);
    expect(replicas[0]?.view(key).limit).toBeLessThanOrEqual(33);
  });

  it('remembers what was learned when every replica is new', async () => {
    const old = new RedisQuota(redis, { marks: MARKS });
    await old.take(key);
    old.throttled(key, { retryAfterMs: 50, stated: { calls: 5, windowMs: 60_000 } });
    await pause(150);
    await old.take(key);
    expect(old.view(key).limit).toBe(5);
    const young = new RedisQuota(redis, { marks: MARKS });
    await young.take(key);
    expect(young.view(key)).toMatchObject({ limit: 5, windowMs: 60_000 });
  });

  it('is cut in parts while Redis is away, and one again when it is back', async () => {
    const own = await startRedis();
    const connected = await connection(own.port);
    try {
      const replicas = Array.from(
        { length: 4 },
        () => new RedisQuota(connected, { marks: MARKS, limitOf: perMinute(40) }),
      );
      for (const replica of replicas) await replica.take(key);
      for (const replica of replicas) await replica.take(key);
      await own.kill();
      const taken = await Promise.all(
        replicas.map(async (replica) => {
          let count = 0;
          for (let call = 0; call < 20; call++) if ((await replica.take(key)) === 0) count++;
          return count;
        }),
      );
      // Ten a minute for each of them, five at once; what went out before counts.
      for (const count of taken) expect(count).toBeLessThanOrEqual(8);
      for (const count of taken) expect(count).toBeGreaterThanOrEqual(1);
      expect(replicas[0]?.view(key).limit).toBe(10);
      await own.restart();
      expect(await connected.ready(5_000)).toBe(true);
      await replicas[0]?.take(key);
      await pause(50);
      expect(replicas[0]?.view(key).limit).toBe(40);
    } finally {
      await connected.close();
      await own.stop();
    }
  });

  it('gives each of five replicas its fifth of a call when there are three calls a minute', async () => {
    const own = await startRedis();
    const connected = await connection(own.port);
    try {
      const replicas = Array.from(
        { length: 5 },
        () => new RedisQuota(connected, { marks: MARKS, limitOf: perMinute(3) }),
      );
      for (const replica of replicas) await replica.take(key);
      for (const replica of replicas) await replica.take(key);
      await own.kill();
      await replicas[0]?.take(key);
      expect(replicas[0]?.view(key)).toMatchObject({ limit: 1, windowMs: 100_000 });
    } finally {
      await connected.close();
      await own.stop();
    }
  });

  it('goes on from what a process remembers when Redis was emptied', async () => {
    const quota = new RedisQuota(redis, { marks: MARKS });
    for (let call = 0; call < 6; call++) await quota.take(key);
    quota.throttled(key, { retryAfterMs: 50, stated: { calls: 5, windowMs: 60_000 } });
    await pause(120);
    await quota.take(key);
    await server.command('FLUSHALL');
    await quota.take(key);
    await pause(50);
    expect(await quota.take(key)).toBeGreaterThan(0);
    expect(quota.view(key)).toMatchObject({ limit: 5, available: 0 });
  });

  it('drops what is not its own', async () => {
    for (const command of [
      ['SET', 'not a state'],
      ['SET', `${'1e999 '.repeat(19)}`],
      ['SET', `${'nan '.repeat(19)}`],
      ['RPUSH', 'x'],
    ] as const) {
      const quota = new RedisQuota(redis, { marks: MARKS, limitOf: perMinute(60) });
      await quota.take(key);
      const names = (await server.command('KEYS', 'test:quota:*')).match(/test:quota:\S+/g) ?? [];
      for (const name of names) {
        await server.command('DEL', name);
        await server.command(command[0], name, command[1]);
      }
      expect(await quota.take(key)).toBeGreaterThanOrEqual(0);
      expect(quota.view(key)).toMatchObject({ limit: 60 });
    }
  });

  it('is not shut by a clock of Redis that was set back', async () => {
    const at = clockOf(9_000_000);
    const ask = asker(key, at);
    expect((await ask('take', 6, 60_000))[0]).toBe(0);
    at.time = 1_000_000;
    expect((await ask('take', 6, 60_000))[0]).toBe(0);
  });
});

describe('the script', () => {
  it('decides as the bucket of one process does, over random histories', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ op: fc.constant('take' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          op: fc.constant('throttled' as const),
          ageMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
          retryAfterMs: fc.option(fc.integer({ min: 1, max: 5_000 }), { nil: undefined }),
          stated: fc.option(
            fc.record({ calls: fc.integer({ min: 1, max: 50 }), windowMs: fc.constantFrom(1_000, 60_000) }),
            { nil: undefined },
          ),
        }),
      },
    );
    const history = fc.array(
      fc.record({ gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4_000 })), act }),
      { minLength: 1, maxLength: 120, size: 'max' },
    );
    const limit = fc.option(
      fc.record({ calls: fc.integer({ min: 1, max: 40 }), windowMs: fc.constantFrom(1_000, 60_000) }),
      { nil: undefined },
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(history, limit, async (steps, configured) => {
        const at = clockOf(1_000_000);
        const bucket = new TokenBucket({
          clock: at,
          ...(configured === undefined ? {} : { limit: configured.calls, windowMs: configured.windowMs }),
        });
        const ask = asker(`history ${keys++}`, at);
        for (const { gapMs, act: step } of steps) {
          at.time += gapMs;
          if (step.op === 'take') {
            const waitMs = bucket.tryTake();
            const [shared] = await ask('take', configured?.calls, configured?.windowMs);
            expect(shared).toBe(Math.ceil(waitMs));
          } else {
            const takenAt = step.ageMs === undefined ? undefined : at.time - step.ageMs;
            bucket.throttled({
              ...(takenAt === undefined ? {} : { takenAt }),
              ...(step.retryAfterMs === undefined ? {} : { retryAfterMs: step.retryAfterMs }),
              ...(step.stated === undefined ? {} : { stated: step.stated }),
            });
            await ask('throttled', configured?.calls, configured?.windowMs, [
              step.ageMs ?? '',
              step.retryAfterMs ?? '',
              step.stated?.calls ?? '',
              step.stated?.windowMs ?? '',
            ]);
          }
          compared++;
          const [, sharedLimit, windowMs, available, waitMs] = await ask(
            'view',
            configured?.calls,
            configured?.windowMs,
          );
          const view = bucket.view();
          expect(sharedLimit === 0 ? undefined : sharedLimit).toBe(view.limit);
          if (view.limit !== undefined) expect(windowMs).toBe(Math.floor(view.windowMs));
          expect(available === -1 ? Infinity : available).toBe(view.available);
          expect(waitMs).toBe(Math.ceil(view.waitMs));
        }
      }),
      { numRuns: 25 },
    );
    process.stdout.write(`quota script: ${compared} steps decided as in memory\n`);
  });
});

type Replied = [number, number, number, number, number, string, number];

function clockOf(start: number): Clock & { time: number } {
  return {
    time: start,
    now: () => 0,
    monotonic() {
      return this.time;
    },
  };
}

/** The bare script, at a time of the test's choice. */
function asker(name: string, at: { readonly time: number }) {
  return async (
    op: string,
    calls = 0,
    windowMs = 60_000,
    hint: readonly (string | number)[] = ['', '', '', ''],
  ): Promise<Replied> =>
    (await redis.run(
      QUOTA,
      ['state', 'grants', 'replicas'].map((part) => `{${name}}:${part}`),
      [op, at.time, 'r', calls, windowMs, 0, 60_000, ...hint, MARKS.marks(name)],
    )) as unknown as Replied;
}

function perMinute(calls: number): LimitOf {
  return () => ({ calls, windowMs: 60_000 });
}

async function connection(port = server.port): Promise<RedisPort> {
  const connected = connectRedis({ url: `redis://127.0.0.1:${port}`, keyPrefix: 'test:' }) as RedisPort;
  expect(await connected.ready(5_000)).toBe(true);
  return connected;
}
