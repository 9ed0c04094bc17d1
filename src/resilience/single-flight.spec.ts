import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { oldGarbageOf } from '../../test/support/old-garbage.js';
import { Fault } from '../kernel/fault.js';
import type { CallContext } from './policy.js';
import { SingleFlight } from './single-flight.js';

function contextOf(more: Partial<CallContext> = {}): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, lane: 'bulk', tenant: 't', ...more };
}

interface Deferred {
  readonly context: CallContext;
  resolve(value: number): void;
  reject(fault: Fault): void;
}

function deferring(started: Deferred[]): (context: CallContext) => Promise<number> {
  return (context) => new Promise((resolve, reject) => started.push({ context, resolve, reject }));
}

describe('single-flight', () => {
  it('asks once for a hundred equal calls at a time', async () => {
    const flights = new SingleFlight();
    const started: Deferred[] = [];
    const all = Array.from({ length: 100 }, () => flights.execute('k', deferring(started), contextOf()));
    expect(started).toHaveLength(1);
    started[0]?.resolve(7);
    expect(await Promise.all(all)).toEqual(Array(100).fill(7));
    expect(flights.size).toBe(0);
  });

  it('gives all waiters the same fault', async () => {
    const flights = new SingleFlight();
    const started: Deferred[] = [];
    const all = [1, 2, 3].map(() => flights.execute('k', deferring(started), contextOf()));
    started[0]?.reject(new Fault('network', 'no'));
    for (const result of await Promise.allSettled(all))
      expect(result).toMatchObject({ reason: { kind: 'network' } });
  });

  it('lets one leave without the rest, and cancels the work when the last one leaves', async () => {
    const flights = new SingleFlight();
    const started: Deferred[] = [];
    const contexts = [contextOf(), contextOf(), contextOf()];
    const all = contexts.map((context) => flights.execute('k', deferring(started), context));
    const settled = Promise.allSettled(all);
    contexts[0]?.controller.abort();
    await expect(all[0]).rejects.toMatchObject({ kind: 'cancelled' });
    contexts[1]?.controller.abort();
    expect(started[0]?.context.signal.aborted).toBe(false);
    contexts[2]?.controller.abort(new Fault('deadline', 'late'));
    expect(started[0]?.context.signal.aborted).toBe(true);
    expect(flights.has('k')).toBe(false);
    await settled;
    await expect(all[2]).rejects.toMatchObject({ kind: 'deadline' });
  });

  it('starts new work for a call after the last waiter left, though the old work has not ended', async () => {
    const flights = new SingleFlight();
    const started: Deferred[] = [];
    const first = contextOf();
    const lost = flights.execute('k', deferring(started), first);
    lost.catch(() => undefined);
    first.controller.abort();
    const second = flights.execute('k', deferring(started), contextOf());
    started[0]?.reject(new Fault('cancelled', 'late echo'));
    await Promise.resolve();
    started[1]?.resolve(2);
    expect(await second).toBe(2);
  });

  it('works to the latest deadline and in the most urgent lane of all who wait', () => {
    const flights = new SingleFlight();
    const started: Deferred[] = [];
    void flights.execute('k', deferring(started), contextOf({ deadlineAt: 100 }));
    const shared = started[0]?.context;
    expect(shared?.deadlineAt).toBe(100);
    void flights.execute('k', deferring(started), contextOf({ deadlineAt: 500 }));
    void flights.execute('k', deferring(started), contextOf({ deadlineAt: 200, lane: 'interactive' }));
    expect(shared).toMatchObject({ deadlineAt: 500, lane: 'interactive' });
    void flights.execute('k', deferring(started), contextOf());
    expect(shared?.deadlineAt).toBeUndefined();
  });

  it('leaves no listener on the signals of callers', async () => {
    const flights = new SingleFlight();
    const context = contextOf();
    await Promise.all([1, 2, 3].map(() => flights.execute('k', () => Promise.resolve(1), context)));
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
  });

  it('does one work at a time for a key, settles everybody and gives nobody a foreign answer, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.record({ key: fc.constantFrom('a', 'b'), leaves: fc.boolean() }), { maxLength: 15 }),
        async (scheduler, calls) => {
          const flights = new SingleFlight();
          const live = new Map<string, number>();
          let works = 0;
          const results = calls.map(async ({ key, leaves }, index) => {
            const context = contextOf();
            if (leaves)
              void scheduler
                .schedule(Promise.resolve(), `leave ${index}`)
                .then(() => context.controller.abort());
            await scheduler.schedule(Promise.resolve(), `come ${index}`);
            return flights
              .execute(
                key,
                async (inner) => {
                  works++;
                  live.set(key, (live.get(key) ?? 0) + 1);
                  if (!inner.signal.aborted) expect(live.get(key)).toBe(1);
                  inner.signal.addEventListener('abort', () => live.set(key, (live.get(key) ?? 0) - 1));
                  await scheduler.schedule(Promise.resolve(), `work ${key}`);
                  if (inner.signal.aborted) throw new Fault('cancelled', 'echo');
                  live.set(key, (live.get(key) ?? 0) - 1);
                  return key;
                },
                context,
              )
              .then(
                (value) => expect(value).toBe(key),
                (error: unknown) => {
                  expect(leaves).toBe(true);
                  expect((error as Fault).kind).toBe('cancelled');
                },
              );
          });
          await scheduler.waitFor(Promise.all(results));
          expect(works).toBeLessThanOrEqual(calls.length);
          expect(flights.size).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves next to nothing of answers that were given out to the collection of the whole heap', async () => {
    const flights = new SingleFlight();
    const waiting: ((answer: object) => void)[] = [];
    let nth = 0;
    const context = contextOf();
    const garbage = await oldGarbageOf(async (payload) => {
      const answered = flights.execute(
        `k${nth++}`,
        () => new Promise<object>((resolve) => waiting.push(resolve)),
        context,
      );
      if (waiting.length <= 64) return;
      waiting.shift()?.(payload);
      await Promise.resolve();
      void answered;
    });
    expect(garbage).toBeLessThan(300);
  });
});
