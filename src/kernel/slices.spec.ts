import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { distinctInSlices, filterInSlices, mapInSlices, Slices, sortInSlices } from './slices.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => (at * 7_919) % 1_009);

afterEach(() => void jest.restoreAllMocks());

describe('work in slices', () => {
  it.each([0, 1, 2, 511, 512, 513, 1_024, 1_025, 5_000])('sorts %d items as one sort does', async (count) => {
    const items = numbers(count).map((key, place) => ({ key, place }));
    const byKey = (a: { key: number }, b: { key: number }): number => a.key - b.key;
    const sorted = [...items].sort(byKey);
    expect(await sortInSlices(items, byKey)).toEqual(sorted);
  });

  it('maps, filters and drops repeats as the list itself would', async () => {
    const items = numbers(3_000);
    expect(await mapInSlices(items, (each) => each * 2)).toEqual(items.map((each) => each * 2));
    expect(await filterInSlices(items, (each) => each > 500)).toEqual(items.filter((each) => each > 500));
    expect(await distinctInSlices(items)).toEqual([...new Set(items)]);
  });

  it('gives the stages of one piece of work one slice together', async () => {
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    await new Slices().next();
    now += 20;
    const later = new Slices();
    expect(later.usedUp).toBe(true);
    await later.next();
    expect(later.usedUp).toBe(false);
    now += 20;
    await new Promise((resolve) => setImmediate(resolve));
    expect(new Slices().usedUp).toBe(false);
  });
});
