import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PackedIds } from './packed-ids.js';

describe('packed ids', () => {
  it('give the place of each distinct id, and each id at its place, as a Map and a list do', () => {
    const id = fc.oneof(
      fc.uuid(),
      fc.stringMatching(/^[A-Za-z0-9_-]{0,20}$/),
      // Many that are alike.
      fc.integer({ min: 0, max: 50 }).map((at) => `host-${at}`),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 1_500 }), (ids) => {
        const packed = new PackedIds();
        const places = new Map<string, number>();
        for (const each of ids) {
          if (!places.has(each)) places.set(each, places.size);
          expect(packed.add(each)).toBe(places.get(each));
        }
        expect(packed).toHaveLength(places.size);
        expect([...places.keys()].every((each, at) => packed.at(at) === each)).toBe(true);
        expect(packed.at(places.size)).toBeUndefined();
        expect(packed.at(-1)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('refuse what they would not give back as it was', () => {
    expect(() => new PackedIds().add('h\u{20ac}st')).toThrow(RangeError);
  });
});
