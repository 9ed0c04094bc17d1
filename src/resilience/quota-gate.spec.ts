import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inVirtualTime, pendingTimers } from '../../test/support/virtual-time.js';
import { Fault } from '../kernel/fault.js';
import { Bulkhead } from './bulkhead.js';
import { MemoryQuota } from './memory-quota.js';
import type { CallContext, Lane } from './policy.js';
import { QuotaGate } from './quota-gate.js';
import type { Quota, StatedLimit } from './quota.js';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function contextOf(more: Partial<CallContext> = {}): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, lane: 'interactive', tenant: 't', ...more };
}

function rig(
  limits: Readonly<Record<string, StatedLimit>>,
  inFlight = 64,
): { gate: QuotaGate; permits: Bulkhead; quota: Quota } {
  const quota = new MemoryQuota({ limitOf: (key) => limits[key] });
  const permits = new Bulkhead({ limit: inFlight });
  return { gate: new QuotaGate({ quota, permits }), permits, quota };
}

const FIVE_A_MINUTE = { calls: 5, windowMs: 60_000 };

/** Enters as the pipeline does, and gives a refusal as a rejection, whether it comes at once or later. */
async function enterLikeCall(gate: QuotaGate, key: string, context: CallContext): Promise<void> {
  await gate.enter(key, context);
}

describe('quota gate', () => {
  it('does not let calls that wait for one API stand in the way of another API', async () => {
    await inVirtualTime(async () => {
      const { gate, permits } = rig({ slow: FIVE_A_MINUTE }, 8);
      const entered: string[] = [];
      const call = async (key: string): Promise<void> => {
        await gate.enter(key, contextOf());
        entered.push(key);
        await wait(20);
        permits.release();
      };
      const slow = Array.from({ length: 50 }, () => call('slow'));
      await wait(100);
      await Promise.all(Array.from({ length: 30 }, () => call('fast')));
      expect(performance.now()).toBeLessThan(400);
      expect(entered.filter((key) => key === 'slow')).toHaveLength(5);
      expect(permits.inFlight).toBe(0);
      expect(gate.waiting).toBe(45);
      await Promise.all(slow);
      // 50 calls at 5 a minute.
      expect(performance.now()).toBeGreaterThan(9 * 60_000);
      expect(performance.now()).toBeLessThan(9.3 * 60_000);
      expect(gate.waiting).toBe(0);
      expect(pendingTimers()).toBe(0);
    }, 1_000);
  });

  it('lets an interactive call take the next permit though 60 bulk calls have waited longer', async () => {
    await inVirtualTime(async () => {
      const { gate, permits } = rig({ k: FIVE_A_MINUTE });
      const order: string[] = [];
      const call = async (tenant: string, lane: Lane): Promise<void> => {
        await gate.enter('k', contextOf({ tenant, lane }));
        order.push(tenant);
        permits.release();
      };
      const all = Array.from({ length: 60 }, () => call('bulk', 'bulk'));
      await wait(1_000);
      all.push(call('person', 'interactive'));
      await Promise.all(all);
      expect(order.indexOf('person')).toBe(5);
    }, 1_000);
  });

  it('serves callers in turn: ten calls beside a thousand are done at twice the pace of ten alone', async () => {
    await inVirtualTime(async () => {
      const { gate, permits } = rig({ k: { calls: 10, windowMs: 1_000 } });
      const order: string[] = [];
      const call = async (tenant: string): Promise<void> => {
        await gate.enter('k', contextOf({ tenant }));
        order.push(tenant);
        permits.release();
      };
      const big = Array.from({ length: 1_000 }, () => call('big'));
      await wait(5_000);
      const before = order.length;
      await Promise.all([...Array.from({ length: 10 }, () => call('small'))]);
      expect(order.length - before).toBeLessThanOrEqual(22);
      await Promise.all(big);
    }, 200);
  });

  it('says throttled at once, with an estimate, when the quota frees up after the deadline', async () => {
    await inVirtualTime(async () => {
      const { gate, permits, quota } = rig({ k: FIVE_A_MINUTE });
      for (let n = 0; n < 5; n++) await quota.take('k');
      const startedAt = performance.now();
      await expect(
        enterLikeCall(gate, 'k', contextOf({ deadlineAt: startedAt + 30_000 })),
      ).rejects.toMatchObject({
        kind: 'throttled',
        retryAfterMs: expect.closeTo(60_600, -2),
      });
      expect(performance.now() - startedAt).toBeLessThan(100);
      expect(permits.inFlight).toBe(0);
      expect(pendingTimers()).toBe(0);
      // Behind 20 others the next window is too late as well.
      const others = Array.from({ length: 20 }, () =>
        enterLikeCall(gate, 'k', contextOf()).then(() => permits.release()),
      );
      await wait(10);
      await expect(
        enterLikeCall(gate, 'k', contextOf({ deadlineAt: startedAt + 70_000 })),
      ).rejects.toBeInstanceOf(Fault);
      await Promise.all(others);
    }, 1_000);
  });

  it('goes on with the next when the one whose turn it is leaves', async () => {
    await inVirtualTime(async () => {
      const permits = new Bulkhead({ limit: 64 });
      let refusals = 1;
      const quota: Quota = {
        take: () => wait(50).then(() => (refusals-- > 0 ? 10 : 0)),
        throttled: () => undefined,
        view: () => ({ limit: undefined, windowMs: 60_000, available: Infinity, waitMs: 0 }),
      };
      const gate = new QuotaGate({ quota, permits });
      const first = contextOf();
      const left = enterLikeCall(gate, 'k', first).catch((error: unknown) => (error as Fault).kind);
      await wait(55);
      const next = enterLikeCall(gate, 'k', contextOf()).then(() => permits.release());
      // The first has its second turn now and waits for the quota's answer.
      await wait(20);
      first.controller.abort();
      expect(await left).toBe('cancelled');
      await next;
      expect(permits.inFlight).toBe(0);
    }, 5);
  });

  it('a call that had its turn in vain keeps its place before those of its caller that came later', async () => {
    await inVirtualTime(async () => {
      const permits = new Bulkhead({ limit: 64 });
      let asked = 0;
      const quota: Quota = {
        take: () => (++asked <= 3 ? 10 : 0),
        throttled: () => undefined,
        view: () => ({ limit: undefined, windowMs: 60_000, available: Infinity, waitMs: 0 }),
      };
      const gate = new QuotaGate({ quota, permits });
      const order: number[] = [];
      await Promise.all(
        [1, 2, 3, 4].map((n) => enterLikeCall(gate, 'k', contextOf()).then(() => order.push(n))),
      );
      expect(order).toEqual([1, 2, 3, 4]);
    });
  });

  it('holds no more waiters than it may', async () => {
    const quota = new MemoryQuota({ limitOf: () => ({ calls: 1, windowMs: 60_000 }) });
    const gate = new QuotaGate({ quota, permits: new Bulkhead({ limit: 64 }), maxQueued: 10 });
    const context = contextOf();
    const calls = Array.from({ length: 20 }, () => enterLikeCall(gate, 'k', context));
    const settled = Promise.allSettled(calls);
    await expect(enterLikeCall(gate, 'k', context)).rejects.toMatchObject({
      kind: 'overloaded',
      retryAfterMs: expect.any(Number),
    });
    context.controller.abort();
    const kinds = (await settled).map((one) =>
      one.status === 'fulfilled' ? 'ok' : (one.reason as Fault).kind,
    );
    expect(kinds.filter((kind) => kind === 'ok')).toHaveLength(1);
    expect(gate.waiting).toBe(0);
  });

  it('nothing goes out during a Retry-After, and all of it afterwards', async () => {
    await inVirtualTime(async () => {
      const { gate, permits, quota } = rig({});
      quota.throttled('k', { retryAfterMs: 3_000 });
      const times: number[] = [];
      await Promise.all(
        Array.from({ length: 3 }, async () => {
          await gate.enter('k', contextOf());
          times.push(performance.now());
          permits.release();
        }),
      );
      expect(Math.min(...times)).toBeGreaterThanOrEqual(3_000);
    });
  });

  it('keeps its books when calls abort at any point, over a quota that answers late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.record({ leaves: fc.boolean(), refused: fc.integer({ min: 0, max: 2 }) }), {
          maxLength: 15,
        }),
        async (scheduler, calls) => {
          const refusals = calls.map(({ refused }) => refused);
          let taken = 0;
          const quota: Quota = {
            take: () =>
              scheduler.schedule(Promise.resolve(), 'take').then(() => {
                const left = refusals.shift() ?? 0;
                if (left === 0) return (taken++, 0);
                refusals.push(left - 1);
                return 1;
              }),
            throttled: () => undefined,
            view: () => ({ limit: undefined, windowMs: 60_000, available: Infinity, waitMs: 0 }),
          };
          const permits = new Bulkhead({ limit: 2 });
          const gate = new QuotaGate({ quota, permits });
          let entered = 0;
          let left = 0;
          const all = calls.map(async ({ leaves }, index) => {
            const context = contextOf({ tenant: `t${index % 3}` });
            if (leaves)
              void scheduler
                .schedule(Promise.resolve(), `leave ${index}`)
                .then(() => context.controller.abort());
            await enterLikeCall(gate, 'k', context).then(
              () => {
                entered++;
                permits.release();
              },
              () => {
                left++;
              },
            );
          });
          const settled = Promise.all(all);
          let over = false;
          void settled.then(() => (over = true));
          // The gate's waits are real timers of 1 ms: let both kinds of time pass.
          while (!over) {
            await scheduler.waitIdle();
            await wait(1);
          }
          expect(entered + left).toBe(calls.length);
          expect(left).toBeLessThanOrEqual(calls.filter(({ leaves }) => leaves).length);
          expect(taken).toBeGreaterThanOrEqual(entered);
          expect(permits.inFlight).toBe(0);
          expect(gate.waiting).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
