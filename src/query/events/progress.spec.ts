import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Progress } from './progress.js';

const counts = (answered: number, failures = 0, items = 0) => ({ answered, failures, items });

describe('the progress of a stream', () => {
  it('never decreases and is never more than the total, whatever the reading goes through', () => {
    const step = fc.record({
      answered: fc.nat(1_200),
      failures: fc.nat(20),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      total: fc.nat(1_200),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const clock = { elapsedMs: 0 };
        const progress = new Progress(1_000, clock);
        let before = 0;
        for (const { answered, failures, share, total } of steps) {
          progress.total = total;
          clock.elapsedMs += 10;
          const { hosts, eta_ms: eta } = progress.now(counts(answered, failures), share);
          expect(hosts.done).toBeGreaterThanOrEqual(before);
          expect(hosts.done).toBeLessThanOrEqual(hosts.total);
          expect(eta ?? 0).toBeGreaterThanOrEqual(0);
          before = hosts.done;
        }
      }),
    );
  });

  it('stands still after a reading by key failed, and estimates the rest by what is done since', () => {
    const clock = { elapsedMs: 1_000 };
    const progress = new Progress(1_000, clock);
    expect(progress.now(counts(0), 0.5)).toEqual({
      hosts: { done: 500, total: 1_000 },
      items: 0,
      eta_ms: 1_000,
    });
    clock.elapsedMs = 2_000;
    expect(progress.now(counts(100))).toEqual({
      hosts: { done: 500, total: 1_000 },
      items: 0,
      eta_ms: 18_000,
    });
    clock.elapsedMs = 4_000;
    expect(progress.now(counts(600, 200, 9))).toEqual({
      hosts: { done: 800, total: 1_000 },
      items: 9,
      eta_ms: 1_000,
    });
  });

  it('estimates no rest before anything is done, and is due every half second', () => {
    const clock = { elapsedMs: 0 };
    const progress = new Progress(10, clock);
    expect(progress.due).toBe(true);
    expect(progress.now(counts(0)).eta_ms).toBeNull();
    clock.elapsedMs = 499;
    expect(progress.due).toBe(false);
    clock.elapsedMs = 500;
    expect(progress.due).toBe(true);
  });
});
