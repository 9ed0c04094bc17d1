import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SlidingWindow } from './window.js';

describe('sliding window', () => {
  it('never lets more than its limit through in any stretch of its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }),
        (limit, steps) => {
          const window = new SlidingWindow(limit, 100);
          const taken: number[] = [];
          let now = 0;
          for (const step of steps) {
            now += step;
            const recent = taken.filter((at) => at > now - 100).length;
            // There is room while fewer calls than the limit have passed.
            expect(window.wait(now) === 0).toBe(recent < limit);
            if (recent < limit) {
              window.take(now);
              taken.push(now);
            }
          }
        },
      ),
    );
  });

  it('tells how long until there is room', () => {
    const window = new SlidingWindow(2, 100);
    window.take(10);
    window.take(30);
    expect(window.wait(50)).toBe(60);
    expect(window.wait(110)).toBe(0);
  });
});
