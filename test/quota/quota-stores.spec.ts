import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../../src/kernel/clock.js';
import { KeyedDigest } from '../../src/platform/redis/keyed-digest.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { MemoryQuota } from '../../src/resilience/memory-quota.js';
import type { Quota, StatedLimit } from '../../src/resilience/quota.js';
import { TokenBucket } from '../../src/resilience/token-bucket.js';
import { RedisQuota } from '../../src/upstream/quota/redis-quota.js';
import { SharedBucket } from '../../src/upstream/quota/shared-bucket.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

const NOTHING_TO_REPORT = { ages: [], known: undefined };
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

describe('a quota in Redis', () => {
  it('keeps to a limit that the configuration has since, whatever was known before', async () => {
    const before = new RedisQuota(redis, { marks: MARKS });
    for (let call = 0; call < 20; call++) expect(await before.take(key)).toBe(0);
    for (const calls of [8, 4]) {
      const since = new RedisQuota(redis, { marks: MARKS, limitOf: () => ({ calls, windowMs: 60_000 }) });
      let taken = 0;
      while (taken < 20 && (await since.take(key)) === 0) taken++;
      expect([taken > 0, taken <= calls]).toEqual([true, true]);
    }
  });
});

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
    // The burst after a quiet time is 5 calls; the rest is spread over the minute.
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
    // With its next call, each replica learns of the refusal and reports the calls that it has sent.
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
      // Each replica may make ten calls a minute, five of them at once. Calls before the outage count too.
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
    const bucket = sharedBucket(key, at, { calls: 6, windowMs: 60_000 });
    expect((await bucket.take(NOTHING_TO_REPORT)).takeMs).toBe(0);
    at.time = 1_000_000;
    expect((await bucket.take(NOTHING_TO_REPORT)).takeMs).toBe(0);
  });

  it('records every refusal of a burst when four replicas are refused at once', async () => {
    const at = clockOf(1_000_000);
    const replicas = Array.from({ length: 4 }, () => sharedBucket(key, at));
    for (const replica of replicas)
      for (let call = 0; call < 10; call++) expect((await replica.take(NOTHING_TO_REPORT)).takeMs).toBe(0);
    const refusals = replicas.flatMap((replica) =>
      Array.from({ length: 5 }, () => replica.throttled({ retryAfterMs: 400 }, () => NOTHING_TO_REPORT)),
    );
    await Promise.all(refusals);
    at.time += 401;
    // 40 went out and 20 were refused.
    expect(await replicas[0]?.look(NOTHING_TO_REPORT)).toMatchObject({ limit: 20, windowMs: 1_000 });
  });
});

describe('the shared bucket', () => {
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
      fc.record({
        gapMs: fc.oneof(
          { weight: 6, arbitrary: fc.constant(0) },
          { weight: 6, arbitrary: fc.integer({ min: 1, max: 4_000 }) },
          { weight: 1, arbitrary: fc.integer({ min: 20_000, max: 200_000 }) },
        ),
        act,
      }),
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
        const shared = sharedBucket(`history ${keys++}`, at, configured);
        for (const { gapMs, act: step } of steps) {
          at.time += gapMs;
          if (step.op === 'take') {
            const waitMs = bucket.tryTake();
            const { takeMs } = await shared.take(NOTHING_TO_REPORT);
            expect(takeMs).toBe(Math.ceil(waitMs));
          } else {
            const takenAt = step.ageMs === undefined ? undefined : at.time - step.ageMs;
            const hint = {
              ...(takenAt === undefined ? {} : { takenAt }),
              ...(step.retryAfterMs === undefined ? {} : { retryAfterMs: step.retryAfterMs }),
              ...(step.stated === undefined ? {} : { stated: step.stated }),
            };
            bucket.throttled(hint);
            await shared.throttled(hint, () => NOTHING_TO_REPORT);
          }
          compared++;
          const news = await shared.look(NOTHING_TO_REPORT);
          const view = bucket.view();
          expect(news.limit ?? undefined).toBe(view.limit);
          if (view.limit !== undefined) expect(news.windowMs).toBe(view.windowMs);
          expect(news.available).toBe(view.available);
          expect(news.waitMs).toBe(Math.ceil(view.waitMs));
        }
      }),
      { numRuns: 25 },
    );
    process.stdout.write(`shared bucket: ${compared} steps decided as in memory\n`);
  });
});

function clockOf(start: number): Clock & { time: number } {
  return {
    time: start,
    now: () => 0,
    monotonic() {
      return this.time;
    },
  };
}

/** Makes a bucket in Redis whose clock the test sets. */
function sharedBucket(name: string, clock: Clock & { time: number }, configured?: StatedLimit): SharedBucket {
  return new SharedBucket({
    redis,
    name: `{${name}}`,
    marks: MARKS.marks(name),
    replica: 'r',
    configured,
    clock,
    serverTime: () => clock.time,
  });
}

function perMinute(calls: number): LimitOf {
  return () => ({ calls, windowMs: 60_000 });
}

async function connection(port = server.port): Promise<RedisPort> {
  const connected = connectRedis({ url: `redis://127.0.0.1:${port}`, keyPrefix: 'test:' }) as RedisPort;
  expect(await connected.ready(5_000)).toBe(true);
  return connected;
}
