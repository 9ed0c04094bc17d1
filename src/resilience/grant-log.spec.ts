import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GrantLog } from './grant-log.js';

describe('grant log', () => {
  it('remembers the newest as an array would, also while it grows', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ reserve: fc.integer({ min: 1, max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.array(step, { maxLength: 100 }), (first, steps) => {
        const log = new GrantLog(first);
        let capacity = first;
        let kept: number[] = [];
        let now = 0;
        for (const one of steps) {
          if ('push' in one) {
            now += one.push;
            log.push(now);
            kept = [...kept, now].slice(-capacity);
          } else {
            log.reserve(one.reserve);
            capacity = Math.max(capacity, one.reserve);
          }
          for (let k = 1; k <= kept.length; k++) expect(log.newest(k)).toBe(kept[kept.length - k]);
          expect(log.newest(kept.length + 1)).toBe(-Infinity);
          const since = now - 60;
          expect(log.countSince(since)).toBe(kept.filter((at) => at > since).length);
        }
      }),
    );
  });
});
