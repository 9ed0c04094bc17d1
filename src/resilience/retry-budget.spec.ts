import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../kernel/clock.js';
import { RetryBudget } from './retry-budget.js';

function handClock(): Clock & { at: number } {
  return {
    at: 0,
    now: () => 0,
    monotonic: function () {
      return this.at;
    },
  };
}

describe('retry budget', () => {
  it('never pays for more than ratio * calls + minimum in any window, whatever the order of events', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 3_000 }), retry: fc.boolean() }), {
          maxLength: 300,
        }),
        (events) => {
          const clock = handClock();
          const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 1, windowMs: 10_000, clock });
          const calls: number[] = [];
          const paid: number[] = [];
          for (const { afterMs, retry } of events) {
            clock.at += afterMs;
            if (!retry) {
              budget.deposit();
              calls.push(clock.at);
            } else if (budget.tryWithdraw()) paid.push(clock.at);
          }
          // Forgetting goes by slots of a tenth of the window: look at windows of nine tenths.
          for (const end of paid) {
            const inWindow = (at: number): boolean => at > end - 9_000 && at <= end;
            const funding = calls.filter((at) => at > end - 20_000 && at <= end).length;
            expect(paid.filter(inWindow).length).toBeLessThanOrEqual(0.5 * funding + 10);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('pays for one retry after two calls at ratio 0.5', () => {
    const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 0, clock: handClock() });
    expect(budget.tryWithdraw()).toBe(false);
    budget.deposit();
    expect(budget.tryWithdraw()).toBe(false);
    budget.deposit();
    expect(budget.tryWithdraw()).toBe(true);
    expect(budget.tryWithdraw()).toBe(false);
  });

  it('forgets deposits and withdrawals after the window', () => {
    const clock = handClock();
    const budget = new RetryBudget({ ratio: 1, minPerSecond: 1, windowMs: 10_000, clock });
    for (let call = 0; call < 100; call++) budget.deposit();
    expect(budget.balance).toBeCloseTo(110);
    clock.at += 11_000;
    expect(budget.balance).toBeCloseTo(10);
    for (let retry = 0; retry < 10; retry++) expect(budget.tryWithdraw()).toBe(true);
    expect(budget.tryWithdraw()).toBe(false);
    clock.at += 11_000;
    expect(budget.tryWithdraw()).toBe(true);
  });

  it('refuses options outside their range by name', () => {
    expect(() => new RetryBudget({ ratio: -1 })).toThrow(/ratio/);
    expect(() => new RetryBudget({ minPerSecond: Infinity })).toThrow(/minPerSecond/);
    expect(() => new RetryBudget({ windowMs: 1 })).toThrow(/windowMs/);
  });
});
