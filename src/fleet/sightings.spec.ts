import { describe, expect, it } from '@jest/globals';
import { Sightings } from './sightings.js';

const compare = (a: { id: number }, b: { id: number }): number => a.id - b.id;
const rows = (...ids: number[]): { id: number; read: number }[] => ids.map((id) => ({ id, read: 0 }));

describe('Sightings', () => {
  it('proves nothing from one read', () => {
    const seen = new Sightings(compare);
    seen.add(rows(1, 2), 2);
    expect(seen.snapshot()).toBeUndefined();
    expect(seen.lastTwoAgree()).toBe(false);
  });

  it('proves the rows seen before and after an instant, when they are as many as the source counted then', () => {
    const seen = new Sightings(compare);
    seen.add(rows(1, 2, 3, 4), 3);
    seen.add(rows(2, 3, 4, 5), 3);
    expect(seen.snapshot()).toEqual(rows(2, 3, 4));
    expect(seen.rows).toEqual(rows(1, 2, 3, 4, 5));
  });

  it('proves nothing while a row is counted that was not seen both before and after', () => {
    const seen = new Sightings(compare);
    seen.add(rows(1, 2, 3), 4);
    seen.add(rows(1, 2, 4), 4);
    expect(seen.snapshot()).toBeUndefined();
    // Two reads miss a row each, and not the same one: before the third all four were there.
    seen.add(rows(1, 2, 3, 4), 4);
    expect(seen.snapshot()).toEqual(rows(1, 2, 3, 4));
  });

  it('proves nothing for an instant at which the source did not count', () => {
    const seen = new Sightings(compare);
    seen.add(rows(1, 2), 2);
    seen.add(rows(1, 2), null);
    expect(seen.snapshot()).toBeUndefined();
    expect(seen.lastTwoAgree()).toBe(true);
    seen.add(rows(1), null);
    expect(seen.lastTwoAgree()).toBe(false);
  });

  it('keeps the latest copy of a row', () => {
    const seen = new Sightings<{ id: number; read: number }>(compare);
    seen.add([{ id: 1, read: 1 }], 1);
    seen.add([{ id: 1, read: 2 }], 1);
    expect(seen.snapshot()).toEqual([{ id: 1, read: 2 }]);
  });
});
