import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobEvents } from '../../src/platform/jobs/job-events.js';
import { JobStopped, JobsUnavailable, type Job, type Jobs } from '../../src/platform/jobs/jobs.js';
import { openJobs } from '../../src/platform/jobs/open-jobs.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause, until } from '../support/wait.js';

const SETTINGS = { concurrency: 4, secrets: [{ id: 'test', value: 's'.repeat(32) }] };

let server: RedisServer;
const ports: RedisPort[] = [];
const opened: Jobs[] = [];
/** What happened to jobs, for all of a test. */
let happened: { what: string; detail: unknown }[] = [];

const events: JobEvents = {
  failed: (kind, id, error) => happened.push({ what: 'failed', detail: [kind, id, String(error)] }),
  tooOld: (kind) => happened.push({ what: 'tooOld', detail: kind }),
  lost: (jobs) => happened.push({ what: 'lost', detail: jobs }),
  dropped: (entries) => happened.push({ what: 'dropped', detail: entries }),
  trouble: (kind, error) => happened.push({ what: 'trouble', detail: [kind, String(error)] }),
};
const count = (what: string): number => happened.filter((each) => each.what === what).length;

async function inRedis(prefix: string): Promise<Jobs> {
  const config = { url: server.url, keyPrefix: 'test:' };
  const port = connectRedis({ ...config, commandTimeoutMs: 1_000 });
  if (port === undefined) throw new Error('no connection to Redis');
  await port.ready(5_000);
  ports.push(port);
  return openJobs({ ...SETTINGS, prefix }, { port, config }, events);
}

async function open(make: (prefix: string) => Promise<Jobs>, prefix = randomUUID()): Promise<Jobs> {
  const jobs = await make(prefix);
  opened.push(jobs);
  return jobs;
}

beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((jobs) => jobs.drain(2_000)));
  await Promise.all(ports.splice(0).map((port) => port.close()));
  happened = [];
});
afterAll(() => server.stop());

/** A handler that waits until it is let go, and remembers what began. */
function held() {
  const begun: Job[] = [];
  const goes = new Map<string, () => void>();
  const handler = async (job: Job): Promise<'done'> => {
    begun.push(job);
    await new Promise<void>((resolve, reject) => {
      goes.set(job.id, resolve);
      job.signal.addEventListener('abort', () => reject(job.signal.reason as Error), { once: true });
    });
    return 'done';
  };
  return { begun, handler, release: (id: string) => goes.get(id)?.() };
}

const kinds: [string, (prefix: string) => Promise<Jobs>][] = [
  ['in memory', (prefix) => openJobs({ ...SETTINGS, prefix }, undefined, events)],
  ['in Redis', inRedis],
];

describe.each(kinds)('jobs %s', (where, make) => {
  it('gives a handler what was submitted, and forgets the job when it is done', async () => {
    const jobs = await open(make);
    const begun: Job[] = [];
    jobs.work('kind', (job) => {
      begun.push(job);
      return Promise.resolve('done');
    });
    await jobs.submit({ kind: 'kind', id: 'a', caller: 'me', payload: 'naïve "text"\n' });
    await until(() => begun.length === 1);
    expect(begun[0]).toMatchObject({ kind: 'kind', id: 'a', caller: 'me', attempt: 1 });
    expect(begun[0]?.payload).toBe('naïve "text"\n');
    await until(async () => (await jobs.depth())[0]?.running === 0);
    await jobs.submit({ kind: 'kind', id: 'a', caller: 'me' });
    await until(() => begun.length === 2);
    expect(begun[1]).toMatchObject({ attempt: 1, payload: '' });
    expect(begun[1]?.fence).toBeGreaterThan(begun[0]?.fence ?? Infinity);
  });

  it('keeps one job of an id, whether it waits or runs', async () => {
    const jobs = await open(make);
    const { begun, handler, release } = held();
    const order = { kind: 'kind', id: '7', caller: 'me' };
    await Promise.all(Array.from({ length: 20 }, () => jobs.submit(order)));
    jobs.work('kind', handler);
    await until(() => begun.length === 1);
    await Promise.all(Array.from({ length: 20 }, () => jobs.submit(order)));
    expect((await jobs.depth())[0]).toMatchObject({ kind: 'kind', waiting: 0, running: 1, delayed: 0 });
    release('7');
    await until(async () => (await jobs.depth())[0]?.running === 0);
    expect(begun).toHaveLength(1);
  });

  it('lets callers alternate, and bulk have one turn in eight', async () => {
    const jobs = await open(make);
    const order: string[] = [];
    const ids = (name: string, many: number): string[] =>
      Array.from({ length: many }, (_, at) => `${name}${at}`);
    for (const id of ids('many', 12)) await jobs.submit({ kind: 'kind', id, caller: 'many' });
    for (const id of ids('bulk', 3)) await jobs.submit({ kind: 'kind', id, caller: 'bulk', lane: 'bulk' });
    for (const id of ids('few', 3)) await jobs.submit({ kind: 'kind', id, caller: 'few' });
    jobs.work(
      'kind',
      ({ id }) => {
        order.push(id);
        return Promise.resolve('done');
      },
      1,
    );
    await until(() => order.length === 18);
    const fewEnded = order.indexOf('few2');
    expect(fewEnded).toBeLessThanOrEqual(6);
    expect(order.indexOf('bulk0')).toBeGreaterThan(fewEnded);
    expect(order.indexOf('bulk0')).toBeLessThan(order.indexOf('many10'));
    expect(order.slice(-2)).toEqual(['bulk1', 'bulk2']);
  });

  it('runs as many at a time as allowed', async () => {
    const jobs = await open(make);
    const { begun, handler, release } = held();
    jobs.work('kind', handler, 2);
    for (const id of ['a', 'b', 'c']) await jobs.submit({ kind: 'kind', id, caller: 'me' });
    await until(() => begun.length === 2);
    await pause(100);
    expect(begun).toHaveLength(2);
    release('a');
    await until(() => begun.length === 3);
  });

  it('tries again what failed, and what a handler gives back', async () => {
    const jobs = await open(make);
    const attempts: number[] = [];
    jobs.work('kind', ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) return Promise.resolve({ later: 20 });
      if (attempt === 2) return Promise.reject(new Error('secret words'));
      return Promise.resolve('done');
    });
    await jobs.submit({ kind: 'kind', id: 'a', caller: 'me' });
    await until(() => attempts.length === 3);
    expect(attempts).toEqual([1, 2, 3]);
    expect(happened.filter(({ what }) => what === 'failed')).toEqual([
      { what: 'failed', detail: ['kind', 'a', 'Error: secret words'] },
    ]);
    await until(async () => (await jobs.depth())[0]?.running === 0);
    expect((await jobs.depth())[0]).toMatchObject({ waiting: 0, delayed: 0 });
  });

  it('begins a delayed job later, and gives up what is too old', async () => {
    const jobs = await open(make);
    const begun: string[] = [];
    await jobs.submit({ kind: 'kind', id: 'old', caller: 'me', ttlMs: 1 });
    await pause(30);
    jobs.work('kind', ({ id }) => {
      begun.push(id);
      return Promise.resolve('done');
    });
    await jobs.submit({ kind: 'kind', id: 'delayed', caller: 'me', delayMs: 400 });
    await jobs.submit({ kind: 'kind', id: 'now', caller: 'me' });
    await until(() => begun.length === 2);
    expect(begun).toEqual(['now', 'delayed']);
    await until(() => count('tooOld') === 1);
  });

  it('cancels what waits, what runs, and nothing else', async () => {
    const jobs = await open(make);
    const { begun, handler } = held();
    await jobs.submit({ kind: 'kind', id: 'waits', caller: 'me' });
    await jobs.cancel('kind', 'waits');
    await jobs.cancel('kind', 'unknown');
    jobs.work('kind', handler);
    for (const id of ['runs', 'stays']) await jobs.submit({ kind: 'kind', id, caller: 'me' });
    await until(() => begun.length === 2);
    await jobs.cancel('kind', 'runs');
    const runs = begun.find(({ id }) => id === 'runs');
    expect(runs?.signal.reason).toEqual(new JobStopped('cancelled'));
    await until(async () => (await jobs.depth())[0]?.running === 1);
    expect((await jobs.depth())[0]).toMatchObject({ waiting: 0, delayed: 0 });
    expect(begun.map(({ id }) => id).sort()).toEqual(['runs', 'stays']);
    expect(begun.find(({ id }) => id === 'stays')?.signal.aborted).toBe(false);
    expect(count('failed')).toBe(0);
  });

  it('submits a scheduled job again and again, but not beside itself', async () => {
    const jobs = await open(make);
    const { begun, handler, release } = held();
    jobs.work('tick', handler);
    const stop = jobs.schedule({ kind: 'tick', id: 'w', caller: 'watches' }, 60);
    await until(() => begun.length === 1);
    await pause(200);
    expect(begun).toHaveLength(1);
    release('w');
    await until(() => begun.length === 2);
    release('w');
    stop();
    const { length } = begun;
    await pause(200);
    expect(begun.length).toBeLessThanOrEqual(length + 1);
  });

  it('stops what runs when it drains, in time', async () => {
    const jobs = await open(make);
    const { begun, handler } = held();
    jobs.work('kind', handler);
    await jobs.submit({ kind: 'kind', id: 'a', caller: 'me' });
    await until(() => begun.length === 1);
    await jobs.drain(2_000);
    expect(begun[0]?.signal.reason).toEqual(new JobStopped('draining'));
    expect(count('failed')).toBe(0);
    expect(count('lost')).toBe(where === 'in memory' ? 1 : 0);
    expect(jobs.endWithProcess).toBe(where === 'in memory');
  });

  it('refuses names that cannot be keys', async () => {
    const jobs = await open(make);
    const order = { kind: 'kind', id: 'a', caller: 'me' };
    await expect((async () => jobs.submit({ ...order, id: 'a:b' }))()).rejects.toThrow(RangeError);
    await expect((async () => jobs.submit({ ...order, kind: 'K' }))()).rejects.toThrow(RangeError);
    await expect((async () => jobs.submit({ ...order, payload: 'x'.repeat(70_000) }))()).rejects.toThrow(
      RangeError,
    );
  });
});

describe('jobs of several replicas', () => {
  it('are handed back by a drain, and done elsewhere at once', async () => {
    const prefix = randomUUID();
    const [one, two] = [await open(inRedis, prefix), await open(inRedis, prefix)];
    const first = held();
    const second = held();
    one.work('kind', first.handler);
    await one.submit({ kind: 'kind', id: 'a', caller: 'me', payload: 'p' });
    await until(() => first.begun.length === 1);
    two.work('kind', second.handler);
    const startedAt = performance.now();
    await one.drain(2_000);
    await until(() => second.begun.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(second.begun[0]).toMatchObject({ kind: 'kind', id: 'a', payload: 'p' });
    expect(second.begun[0]?.attempt).toBeGreaterThan(1);
    expect(second.begun[0]?.fence).toBeGreaterThan(first.begun[0]?.fence ?? Infinity);
    second.release('a');
    await until(async () => (await two.depth())[0]?.running === 0);
  });

  it('are cancelled from another replica', async () => {
    const prefix = randomUUID();
    const [one, two] = [await open(inRedis, prefix), await open(inRedis, prefix)];
    const { begun, handler } = held();
    one.work('kind', handler);
    await two.submit({ kind: 'kind', id: 'a', caller: 'me' });
    await until(() => begun.length === 1);
    await two.cancel('kind', 'a');
    await until(() => begun[0]?.signal.aborted === true);
    expect(begun[0]?.signal.reason).toEqual(new JobStopped('cancelled'));
    await until(async () => (await one.depth())[0]?.running === 0);
  });

  it('tick on one of them at a time, and go on after Redis was emptied', async () => {
    const prefix = randomUUID();
    const replicas = [await open(inRedis, prefix), await open(inRedis, prefix)];
    let ticks = 0;
    for (const jobs of replicas) {
      jobs.work('tick', () => Promise.resolve(++ticks > 0 ? 'done' : 'done'));
      jobs.schedule({ kind: 'tick', id: 'w', caller: 'watches' }, 1_000);
    }
    await until(() => ticks >= 2);
    const before = ticks;
    await server.command('FLUSHALL');
    const startedAt = performance.now();
    await until(() => ticks >= before + 2);
    const rounds = (performance.now() - startedAt) / 1_000;
    expect(ticks - before).toBeLessThanOrEqual(Math.ceil(rounds) + 2);
  });

  it('keep nothing readable in Redis, and go on beside foreign records', async () => {
    const prefix = randomUUID();
    const one = await open(inRedis, prefix);
    const begun: string[] = [];
    const work = (): void =>
      one.work('kind', ({ id }) => {
        begun.push(id);
        return Promise.resolve('done');
      });
    await one.submit({ kind: 'kind', id: 'first', caller: 'caller-name', payload: 'pay-load' });
    const keys = await keysOf(prefix);
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) {
      const dump = await server.command('DUMP', key);
      for (const word of ['caller-name', 'pay-load']) expect(key + dump).not.toContain(word);
    }
    // Every key becomes something else, and lists get ids of jobs that do not exist.
    const base = `test:{${prefix}}:kind`;
    const names = [
      ...[
        'wait',
        'active',
        'prioritized',
        'delayed',
        'stalled',
        'stalled-check',
        'meta',
        'id',
        'pc',
        'marker',
      ],
      ...['events', 'limiter', 'paused'],
    ];
    for (const key of [...keys, ...names.map((name) => `${base}:${name}`)]) {
      await server.command('DEL', key);
      if (key.endsWith(':id')) await server.command('LPUSH', key, 'x');
      else await server.command('SET', key, 'foreign');
    }
    work();
    await one.submit({ kind: 'kind', id: 'second', caller: 'me' });
    await until(() => begun.includes('second'));
    await server.command('HSET', `${base}:j-odd`, 'data', '{nonsense', 'opts', '[');
    await server.command('RPUSH', `${base}:wait`, 'j-odd');
    await one.submit({ kind: 'kind', id: 'third', caller: 'me' });
    await until(() => begun.includes('third'));
    const dropped = happened.filter(({ what }) => what === 'dropped');
    expect(dropped.reduce((sum, { detail }) => sum + Number(detail), 0)).toBeGreaterThan(10);
  });

  it('say when Redis is away, and go on when it is back', async () => {
    const own = await startRedis();
    try {
      const config = { url: own.url, keyPrefix: 'test:' };
      const port = connectRedis(config);
      if (port === undefined) throw new Error('no connection to Redis');
      await port.ready(5_000);
      ports.push(port);
      const jobs = await openJobs({ ...SETTINGS, prefix: 'jobs' }, { port, config }, events);
      opened.push(jobs);
      const begun: string[] = [];
      jobs.work('kind', ({ id }) => {
        begun.push(id);
        return Promise.resolve('done');
      });
      await jobs.submit({ kind: 'kind', id: 'a', caller: 'me' });
      await until(() => begun.length === 1);
      await own.kill();
      await expect(jobs.submit({ kind: 'kind', id: 'b', caller: 'me' })).rejects.toThrow(JobsUnavailable);
      await own.restart();
      await until(() =>
        jobs.submit({ kind: 'kind', id: 'c', caller: 'me' }).then(
          () => true,
          () => false,
        ),
      );
      await until(() => begun.includes('c'));
      await own.kill();
      const startedAt = performance.now();
      await jobs.drain(1_000);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    } finally {
      await own.stop();
    }
  });
});

async function keysOf(prefix: string): Promise<string[]> {
  const reply = await server.command('KEYS', `test:{${prefix}}*`);
  return reply.split('\r\n').filter((line) => line.startsWith('test:'));
}
