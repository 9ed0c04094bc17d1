import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { inVirtualTime, pendingTimers } from '../../test/support/virtual-time.js';
import { Fault } from '../kernel/fault.js';
import { AttemptTimeout } from './attempt-timeout.js';
import { Deadline } from './deadline.js';
import type { CallContext } from './policy.js';

function contextOf(deadlineAt?: number): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, deadlineAt, lane: 'interactive', tenant: 't' };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('deadline', () => {
  it('ends a call that ignores its signal, within 50 ms of the deadline on the real clock', async () => {
    const deadline = new Deadline();
    const late: number[] = [];
    for (const ms of [5, 20, 60]) {
      const at = performance.now() + ms;
      await expect(deadline.execute(never, contextOf(at))).rejects.toMatchObject({ kind: 'deadline' });
      late.push(performance.now() - at);
    }
    process.stdout.write(`deadline: late by ${late.map((ms) => ms.toFixed(1)).join(', ')} ms\n`);
    expect(Math.min(...late)).toBeLessThan(50);
    expect(Math.min(...late)).toBeGreaterThan(-2);
  });

  it('has one timer and one listener for a thousand calls of a query, and none afterwards', async () => {
    await inVirtualTime(async () => {
      const deadline = new Deadline();
      const context = contextOf(performance.now() + 1_000);
      const settle: (() => void)[] = [];
      const calls = Array.from({ length: 1_000 }, () =>
        deadline.execute(() => new Promise<void>((resolve) => settle.push(resolve)), context),
      );
      expect(pendingTimers()).toBe(1);
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(1);
      for (const one of settle) one();
      await Promise.all(calls);
      expect(pendingTimers()).toBe(0);
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    });
  });

  it('sets no timer for a signal that ends in time by itself, and one for a deadline before that', async () => {
    await inVirtualTime(async () => {
      const deadlineAt = performance.now() + 1_000;
      for (const [signalEndsAt, timers] of [
        [deadlineAt, 0],
        [deadlineAt + 1, 1],
      ] as const) {
        const context = { ...contextOf(deadlineAt), signalEndsAt };
        const call = new Deadline().execute(never, context);
        expect(pendingTimers()).toBe(timers);
        context.controller.abort(new Fault('deadline', 'late'));
        await expect(call).rejects.toMatchObject({ kind: 'deadline' });
      }
    });
  });

  it('leaves no listener behind without a deadline either', async () => {
    const context = contextOf();
    await new Deadline().execute(() => Promise.resolve(), context);
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
  });

  it('hands the work a signal that aborts with the same fault', async () => {
    await inVirtualTime(async () => {
      let seen: CallContext | undefined;
      const call = new Deadline().execute(
        (inner) => ((seen = inner), never()),
        contextOf(performance.now() + 100),
      );
      await expect(call).rejects.toMatchObject({ kind: 'deadline' });
      expect(performance.now()).toBeGreaterThanOrEqual(99);
      expect(seen?.signal.reason).toMatchObject({ kind: 'deadline' });
    });
  });

  it('does not start when the deadline has passed or the caller has gone', async () => {
    const deadline = new Deadline();
    let started = 0;
    const work = (): Promise<void> => (started++, Promise.resolve());
    await expect(deadline.execute(work, contextOf(performance.now() - 1))).rejects.toMatchObject({
      kind: 'deadline',
    });
    const gone = contextOf();
    gone.controller.abort();
    await expect(deadline.execute(work, gone)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(started).toBe(0);
  });

  it('passes on a cancellation at once, also without a deadline', async () => {
    for (const deadlineAt of [undefined, performance.now() + 60_000]) {
      const context = contextOf(deadlineAt);
      const call = new Deadline().execute(never, context);
      context.controller.abort();
      await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    }
  });

  it('keeps a deadline that is later than a timer can be set for', async () => {
    const context = contextOf(performance.now() + 2 ** 40);
    const call = new Deadline().execute(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return 'still there';
    }, context);
    await expect(call).resolves.toBe('still there');
  });
});

describe('attempt timeout', () => {
  it('aborts the attempt with kind timeout, and leaves no timer', async () => {
    await inVirtualTime(async () => {
      const call = new AttemptTimeout(100).execute(
        ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('reset')))),
        contextOf(),
      );
      await expect(call).rejects.toMatchObject({ kind: 'timeout' });
      expect(performance.now()).toBeLessThan(200);
      expect(pendingTimers()).toBe(0);
    });
  });

  it('has one timer for all attempts, and ends each at its own time whichever ended before', async () => {
    await inVirtualTime(async () => {
      const timeout = new AttemptTimeout(1_000);
      const ends: number[] = [];
      const attempts = [];
      for (let at = 0; at < 9; at++) {
        const attempt = timeout.begin(contextOf().signal);
        attempt.add(() => ends.push(Math.round(performance.now() / 100)));
        attempts.push(attempt);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(pendingTimers()).toBe(1);
      for (const at of [0, 1, 5]) attempts[at]?.end();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(ends).toEqual([12, 13, 14, 16, 17, 18]);
      for (const attempt of attempts) attempt.end();
      expect(pendingTimers()).toBe(0);
    });
  });

  it('says deadline, not timeout, when that is what came', async () => {
    const context = contextOf();
    const call = new AttemptTimeout(60_000).execute(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('reset')))),
      context,
    );
    context.controller.abort(new Fault('deadline', 'late'));
    await expect(call).rejects.toMatchObject({ kind: 'deadline' });
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
  });

  it('allows a longer time for one call, and refuses one outside its range', async () => {
    await inVirtualTime(async () => {
      const slow = (): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('ok'), 500));
      const timeout = new AttemptTimeout(100);
      await expect(timeout.execute(slow, contextOf(), 1_000)).resolves.toBe('ok');
      expect(pendingTimers()).toBe(0);
      expect(() => new AttemptTimeout(0)).toThrow(/timeoutMs/);
    });
  });
});
