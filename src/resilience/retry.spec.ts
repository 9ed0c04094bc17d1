import { describe, expect, it, jest } from '@jest/globals';
import { inVirtualTime, pendingTimers, seeded } from '../../test/support/virtual-time.js';
import { FAULT_KINDS, Fault, type FaultKind } from '../kernel/fault.js';
import { Backoff } from './backoff.js';
import type { CallContext } from './policy.js';
import { RetryBudget } from './retry-budget.js';
import { Retry } from './retry.js';

const RETRIED: readonly FaultKind[] = ['throttled', 'unavailable', 'network', 'timeout', 'bad_payload'];

function contextOf(deadlineAt?: number): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, deadlineAt, lane: 'interactive', tenant: 't' };
}

async function faultFrom(work: Promise<unknown>): Promise<Fault> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as Fault,
  );
}

describe('retry', () => {
  it.each(FAULT_KINDS)('knows what to do with %s', async (kind) => {
    await inVirtualTime(async () => {
      let calls = 0;
      const fault = await faultFrom(
        new Retry({ maxAttempts: 3 }).execute(() => {
          calls++;
          return Promise.reject(new Fault(kind, 'no'));
        }, contextOf()),
      );
      expect(fault.kind).toBe(kind);
      expect(calls).toBe(RETRIED.includes(kind) ? 3 : 1);
      expect(fault.attempts).toBe(calls);
    });
  });

  it('waits as long as Retry-After says before it asks again', async () => {
    await inVirtualTime(async () => {
      const times: number[] = [];
      await new Retry().execute(() => {
        times.push(performance.now());
        if (times.length > 1) return Promise.resolve('ok');
        return Promise.reject(new Fault('throttled', 'no', { retryAfterMs: 4_321 }));
      }, contextOf());
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(4_321);
    });
  });

  it('gives up at once when the wait would pass the deadline', async () => {
    await inVirtualTime(async () => {
      const onGiveUp = jest.fn();
      const fault = await faultFrom(
        new Retry({ onGiveUp }).execute(
          () => Promise.reject(new Fault('throttled', 'no', { retryAfterMs: 5_000 })),
          contextOf(performance.now() + 5_000),
        ),
      );
      expect(fault.kind).toBe('throttled');
      expect(performance.now()).toBeLessThan(100);
      expect(onGiveUp).toHaveBeenCalledWith('deadline', fault);
    });
  });

  it('stops waiting when the signal aborts and leaves no timer', async () => {
    await inVirtualTime(async () => {
      const context = contextOf();
      setTimeout(() => context.controller.abort(new Fault('deadline', 'late')), 100);
      const backoff = new Backoff({ baseMs: 60_000, capMs: 60_000, random: () => 0.9 });
      const fault = await faultFrom(
        new Retry({ backoff }).execute(() => Promise.reject(new Fault('network', 'no')), context),
      );
      expect(fault.kind).toBe('deadline');
      expect(fault.attempts).toBe(1);
      expect(performance.now()).toBeLessThan(200);
      expect(pendingTimers()).toBe(0);
    });
  });

  it('calls an abort by its reason, whatever the work threw', async () => {
    const context = contextOf();
    const fault = await faultFrom(
      new Retry().execute(() => {
        context.controller.abort();
        return Promise.reject(new Error('socket hang up'));
      }, context),
    );
    expect(fault.kind).toBe('cancelled');
  });

  it('spends nothing from the budget on throttling, which the quota paces', async () => {
    await inVirtualTime(async () => {
      const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 });
      let calls = 0;
      const retry = new Retry({ maxAttempts: 3, budget });
      await faultFrom(
        retry.execute(() => (calls++, Promise.reject(new Fault('throttled', 'no'))), contextOf()),
      );
      expect(calls).toBe(3);
      await faultFrom(
        retry.execute(() => (calls++, Promise.reject(new Fault('network', 'no'))), contextOf()),
      );
      expect(calls).toBe(4);
    });
  });

  const seed = 20260901;
  it.each([
    [0.05, 1.06],
    [0.3, 1.45],
  ])(
    `lets 99.9 %% of calls succeed when %d of them fail, at no more than %d times the traffic (seed ${seed})`,
    async (share, most) => {
      await inVirtualTime(async () => {
        const random = seeded(seed);
        const retry = new Retry({ backoff: new Backoff({ baseMs: 100, capMs: 5_000, random }) });
        const calls = 10_000;
        let tries = 0;
        let failed = 0;
        let next = 0;
        const worker = async (): Promise<void> => {
          while (next++ < calls)
            await retry
              .execute(async () => {
                tries++;
                await new Promise((resolve) => setTimeout(resolve, 20));
                if (random() < share) throw new Fault('unavailable', '500');
              }, contextOf())
              .catch(() => failed++);
        };
        await Promise.all(Array.from({ length: 64 }, worker));
        const ok = 1 - failed / calls;
        process.stdout.write(
          `retry: ${share * 100} % errors -> ${(ok * 100).toFixed(2)} % ok at ${(tries / calls).toFixed(3)}x\n`,
        );
        expect(ok).toBeGreaterThanOrEqual(0.999);
        expect(tries / calls).toBeLessThanOrEqual(most);
      });
    },
  );

  it('keeps the traffic within the budget, 1.5x and the minimum, when every call fails', async () => {
    await inVirtualTime(async () => {
      const retry = new Retry();
      const calls = 2_000;
      let tries = 0;
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next++ < calls)
          await retry
            .execute(async () => {
              tries++;
              await new Promise((resolve) => setTimeout(resolve, 20));
              throw new Fault('unavailable', '500');
            }, contextOf())
            .catch(() => undefined);
      };
      await Promise.all(Array.from({ length: 64 }, worker));
      process.stdout.write(`retry: 100 % errors -> ${(tries / calls).toFixed(3)}x without a breaker\n`);
      expect(tries / calls).toBeLessThanOrEqual(1.52);
    });
  });

  it('refuses attempts outside [1, 20]', () => {
    expect(() => new Retry({ maxAttempts: 0 })).toThrow(RangeError);
    expect(() => new Retry({ maxAttempts: 1.5 })).toThrow(/maxAttempts/);
  });
});
