import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from './backoff.js';

describe('backoff', () => {
  it('draws every wait from [0, min(cap, base * 2^(retry-1)))', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (baseMs, more, retry, drawn) => {
          const backoff = new Backoff({ baseMs, capMs: baseMs + more, random: () => drawn });
          const edge = Math.min(baseMs + more, baseMs * 2 ** (retry - 1));
          expect(backoff.delayMs(retry)).toBeCloseTo(drawn * edge, 6);
        },
      ),
    );
  });

  it('never waits less than Retry-After asks, and at most one base more', () => {
    const early = new Backoff({ baseMs: 100, capMs: 200, random: () => 0 });
    const late = new Backoff({ baseMs: 100, capMs: 200, random: () => 0.999 });
    expect(early.delayMs(1, 7_000)).toBe(7_000);
    expect(late.delayMs(5, 7_000)).toBeCloseTo(7_099.9, 6);
  });

  it.each([
    [{ baseMs: 0, capMs: 10 }, 'baseMs'],
    [{ baseMs: 20, capMs: 10 }, 'baseMs'],
    [{ baseMs: NaN, capMs: 10 }, 'baseMs'],
    [{ baseMs: 1, capMs: 3_600_001 }, 'capMs'],
  ])('refuses %j and names %s', (options, name) => {
    expect(() => new Backoff(options)).toThrow(RangeError);
    expect(() => new Backoff(options)).toThrow(name);
  });
});
