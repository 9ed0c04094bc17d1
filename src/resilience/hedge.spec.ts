import { describe, expect, it } from '@jest/globals';
import { inVirtualTime, pendingTimers, seeded } from '../../test/support/virtual-time.js';
import { Fault } from '../kernel/fault.js';
import { Hedge } from './hedge.js';
import type { CallContext } from './policy.js';

function contextOf(): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, lane: 'interactive', tenant: 't' };
}

function take(ms: number, { signal }: CallContext): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(ms), ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Fault('cancelled', 'loser'));
    });
  });
}

/** A hundred calls of 40 to 59 ms. */
async function taught(hedge: Hedge): Promise<void> {
  for (let n = 0; n < 100; n++) await hedge.execute((context) => take(40 + (n % 20), context), contextOf());
}

describe('hedge', () => {
  it('takes the answer of the second request when the first is late, and cancels the first', async () => {
    await inVirtualTime(async () => {
      let hedged = 0;
      const hedge = new Hedge({ budget: 0.5, onHedge: () => hedged++ });
      await taught(hedge);
      hedged = 0;
      const startedAt = performance.now();
      const aborted: boolean[] = [];
      let tries = 0;
      const answer = await hedge.execute((context) => {
        context.signal.addEventListener('abort', () => aborted.push(true));
        return take(++tries === 1 ? 5_000 : 50, context);
      }, contextOf());
      expect(answer).toBe(50);
      expect(performance.now() - startedAt).toBeLessThan(200);
      expect({ tries, hedged, aborted }).toEqual({ tries: 2, hedged: 1, aborted: [true] });
      expect(pendingTimers()).toBe(0);
    });
  });

  it('sends none before it knows what is usual, and no more than its budget afterwards', async () => {
    await inVirtualTime(async () => {
      const random = seeded(11);
      const hedge = new Hedge({ budget: 0.05 });
      let tries = 0;
      const calls = 4_000;
      for (let n = 0; n < calls; n++)
        await hedge.execute((context) => (tries++, take(random() < 0.2 ? 1_000 : 50, context)), contextOf());
      process.stdout.write(`hedge: ${(tries / calls).toFixed(3)}x traffic\n`);
      expect(tries / calls).toBeLessThanOrEqual(1.051);
      expect(tries).toBeGreaterThan(calls);
    });
  });

  it('counts a late call as late, however fast its second request was', async () => {
    await inVirtualTime(async () => {
      const random = seeded(5);
      // Median 20 ms, 95 of 100 below 317 ms, 99 below a second.
      const lognormal = (): number => {
        const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        return 20 * Math.exp(1.68 * normal);
      };
      const hedge = new Hedge({ budget: 0.5 });
      const delays: number[] = [];
      for (let n = 0; n < 3_000; n++) {
        await hedge.execute((context) => take(lognormal(), context), contextOf());
        if (n >= 1_000) delays.push(hedge.delayMs ?? 0);
      }
      const mean = delays.reduce((sum, each) => sum + each, 0) / delays.length;
      expect(mean).toBeGreaterThan(250);
      expect(mean).toBeLessThan(420);
    });
  });

  it('sends the second request of a call that stays late once the budget has grown again', async () => {
    await inVirtualTime(async () => {
      const hedge = new Hedge({ budget: 0.1 });
      await taught(hedge);
      const startedAt = performance.now();
      // One more than there is credit for by then.
      const late = Array.from({ length: 12 }, () => {
        let tries = 0;
        return hedge
          .execute((context) => take(++tries === 1 ? 5_000 : 50, context), contextOf())
          .then(() => performance.now() - startedAt);
      });
      await take(200, contextOf());
      for (let n = 0; n < 110; n++) await hedge.execute((context) => take(20, context), contextOf());
      const tookMs = await Promise.all(late);
      expect(tookMs.filter((ms) => ms < 200).length).toBeLessThan(12);
      expect(Math.max(...tookMs)).toBeLessThan(4_000);
      expect(pendingTimers()).toBe(0);
    });
  });

  it('fails with the first request when there is no second, and waits for the second when there is one', async () => {
    await inVirtualTime(async () => {
      const hedge = new Hedge({ budget: 0.5 });
      const refused = hedge.execute(() => Promise.reject(new Fault('unavailable', '500')), contextOf());
      await expect(refused).rejects.toMatchObject({ kind: 'unavailable' });
      await taught(hedge);
      let tries = 0;
      const answer = await hedge.execute(async (context) => {
        if (++tries > 1) return take(200, context);
        await take(100, context);
        throw new Fault('unavailable', '500');
      }, contextOf());
      expect(answer).toBe(200);
    });
  });

  it('cancels both requests when the caller has gone', async () => {
    await inVirtualTime(async () => {
      const hedge = new Hedge({ budget: 0.5 });
      await taught(hedge);
      const context = contextOf();
      let aborted = 0;
      const call = hedge.execute((inner) => {
        inner.signal.addEventListener('abort', () => aborted++);
        return take(60_000, inner);
      }, context);
      setTimeout(() => context.controller.abort(), 500);
      await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
      expect(aborted).toBe(2);
      expect(pendingTimers()).toBe(0);
    });
  });

  it('refuses options outside their range by name', () => {
    expect(() => new Hedge({ percentile: 1 })).toThrow(/percentile/);
    expect(() => new Hedge({ budget: 0 })).toThrow(/budget/);
  });
});
