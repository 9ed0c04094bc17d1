import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { size } from '../../test/support/figures.js';
import { inVirtualTime, seeded } from '../../test/support/virtual-time.js';
import { Fault } from '../kernel/fault.js';
import { Bulkhead } from './bulkhead.js';
import type { CallContext, Lane } from './policy.js';

function contextOf(
  tenant = 't',
  lane: Lane = 'interactive',
  signal = new AbortController().signal,
): CallContext {
  return { signal, lane, tenant };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('bulkhead', () => {
  it('never runs more than the limit, and leaks no permit when waiters abort at any point', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ aborts: fc.boolean(), bulk: fc.boolean(), fails: fc.boolean() }), {
          maxLength: 25,
        }),
        async (scheduler, limit, calls) => {
          const bulkhead = new Bulkhead({ limit });
          let running = 0;
          const all = calls.map(async ({ aborts, bulk, fails }, index) => {
            const controller = new AbortController();
            if (aborts)
              void scheduler.schedule(Promise.resolve(), `abort ${index}`).then(() => controller.abort());
            await scheduler.schedule(Promise.resolve(), `start ${index}`);
            await bulkhead
              .execute(
                async () => {
                  expect(++running).toBeLessThanOrEqual(limit);
                  await scheduler.schedule(Promise.resolve(), `work ${index}`);
                  running--;
                  if (fails) throw new Fault('network', 'no');
                },
                contextOf(`tenant ${index % 3}`, bulk ? 'bulk' : 'interactive', controller.signal),
              )
              .catch((error: unknown) => expect(['network', 'cancelled']).toContain((error as Fault).kind));
          });
          await scheduler.waitFor(Promise.all(all));
          expect(bulkhead.inFlight).toBe(0);
          expect(bulkhead.queued).toBe(0);
          // All permits are really there.
          for (let permit = 0; permit < limit; permit++)
            expect(bulkhead.acquire(contextOf())).toBeUndefined();
        },
      ),
      { numRuns: size(100, 1_000) },
    );
  });

  it('gives the permit back when a waiter aborts in the moment of its grant', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    const controller = new AbortController();
    expect(bulkhead.acquire(contextOf())).toBeUndefined();
    const waiting = bulkhead.execute(() => Promise.reject(new Fault('cancelled', 'seen')), {
      ...contextOf(),
      signal: controller.signal,
    });
    bulkhead.release();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect(bulkhead.inFlight).toBe(0);
  });

  it('serves a tenant with 10 jobs in at most twice its idle time beside one with 10 000', async () => {
    await inVirtualTime(async () => {
      const random = seeded(3);
      const serve = (): Promise<void> => wait(40 + 20 * random());
      const alone = new Bulkhead({ limit: 64 });
      const idle = await timed(
        Promise.all(Array.from({ length: 10 }, () => alone.execute(serve, contextOf('small')))),
      );

      const shared = new Bulkhead({ limit: 64, maxQueued: 20_000 });
      const big = Promise.all(Array.from({ length: 10_000 }, () => shared.execute(serve, contextOf('big'))));
      const slowest: number[] = [];
      for (let query = 0; query < 40; query++) {
        await wait(37);
        slowest.push(
          await timed(
            Promise.all(Array.from({ length: 10 }, () => shared.execute(serve, contextOf('small')))),
          ),
        );
      }
      await big;
      slowest.sort((one, other) => one - other);
      const p95 = slowest[Math.floor(slowest.length * 0.95)] ?? Infinity;
      process.stdout.write(`bulkhead: 10 jobs beside 10 000: p95 ${(p95 / idle).toFixed(2)}x of idle\n`);
      expect(p95 / idle).toBeLessThanOrEqual(2);
    });
  });

  it('keeps room for interactive calls when bulk has filled its queue, and says when to come back', async () => {
    const bulkhead = new Bulkhead({ limit: 1, maxQueued: 4, maxQueuedPerTenant: 3 });
    const shed: string[] = [];
    const counted = new Bulkhead({ limit: 1, maxQueued: 0, onShed: ({ tenant }) => shed.push(tenant) });
    void bulkhead.acquire(contextOf());
    for (let n = 0; n < 3; n++) void bulkhead.acquire(contextOf('a', 'bulk'));
    expect(() => bulkhead.acquire(contextOf('a', 'bulk'))).toThrow(Fault);
    void bulkhead.acquire(contextOf('b', 'bulk'));
    expect(() => bulkhead.acquire(contextOf('c', 'bulk'))).toThrow(/full/);
    expect(bulkhead.acquire(contextOf('c'))).toBeInstanceOf(Promise);
    await expect(bulkhead.execute(() => Promise.resolve(), contextOf('a', 'bulk'))).rejects.toMatchObject({
      kind: 'overloaded',
      retryAfterMs: expect.any(Number),
    });
    void counted.acquire(contextOf());
    expect(() => counted.acquire(contextOf('late'))).toThrow(Fault);
    expect(shed).toEqual(['late']);
  });

  it('admits waiters as soon as the limit grows, and shrinks as permits come back', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    const started: number[] = [];
    void bulkhead.acquire(contextOf());
    const waiting = [1, 2, 3].map((n) =>
      Promise.resolve(bulkhead.acquire(contextOf())).then(() => started.push(n)),
    );
    bulkhead.limit = 3;
    await Promise.all(waiting.slice(0, 2));
    expect(started).toEqual([1, 2]);
    bulkhead.limit = 1;
    bulkhead.release();
    bulkhead.release();
    expect(bulkhead.inFlight).toBe(1);
    bulkhead.release();
    await Promise.all(waiting);
    expect(bulkhead.inFlight).toBe(1);
  });

  it('refuses options outside their range by name', () => {
    expect(() => new Bulkhead({ limit: 0 })).toThrow(/limit/);
    expect(() => new Bulkhead({ limit: 1, maxQueued: -1 })).toThrow(/maxQueued/);
    const bulkhead = new Bulkhead({ limit: 1 });
    expect(() => (bulkhead.limit = 0.5)).toThrow(RangeError);
  });
});

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}
