import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oldGarbageOf } from '../../test/support/old-garbage.js';
import { PassingMap } from './passing-map.js';

describe('a map of entries that come and go', () => {
  it('holds what a Map holds', () => {
    const step = fc.record({ key: fc.nat({ max: 150 }), sets: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1_000 }), (steps) => {
        const passing = new PassingMap<number, number>();
        const plain = new Map<number, number>();
        for (const [at, { key, sets }] of steps.entries()) {
          if (sets) {
            passing.set(key, at);
            plain.set(key, at);
          } else expect(passing.delete(key)).toBe(plain.delete(key));
          expect(passing.size).toBe(plain.size);
        }
        for (let key = 0; key <= 150; key++)
          expect([passing.has(key), passing.get(key)]).toEqual([plain.has(key), plain.get(key)]);
      }),
    );
  });

  it('leaves next to nothing of what has left to the collection of the whole heap', async () => {
    const map = new PassingMap<number, object>();
    let nth = 0;
    const garbage = await oldGarbageOf((payload) => {
      map.set(nth, payload);
      map.delete(nth++ - 64);
    });
    expect(garbage).toBeLessThan(300);
  });
});
