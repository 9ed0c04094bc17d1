import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lowest } from './lowest.js';

describe('Lowest', () => {
  it('keeps those that come first when all are sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (all, most) => {
        const lowest = new Lowest<number>(most, (a, b) => a - b);
        for (const each of all) lowest.offer(each);
        expect(lowest.sorted()).toEqual([...all].sort((a, b) => a - b).slice(0, most));
      }),
    );
  });
});
