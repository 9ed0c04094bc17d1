import { describe, expect, it } from '@jest/globals';
import { merged } from './merge.js';

const lowest = (a: number, b: number): number => a - b;

describe('a merge of sorted sources', () => {
  it.each([
    ['no sources', []],
    ['one source', [[1, 2, 3]]],
    ['sources of which some are empty', [[], [2, 4], [], [1, 3], []]],
    ['sources that end one after the other', [[1], [2, 5], [3, 6, 8], [4, 7, 9, 10]]],
    ['equal items', [[1, 1, 2], [1, 2], [2]]],
  ])('gives all items of %s in order', (_name, sources: number[][]) => {
    expect([...merged(sources, lowest)]).toEqual(sources.flat().sort(lowest));
  });

  it('gives all items of many sources in order', () => {
    const sources = Array.from({ length: 100 }, (_, nth) =>
      Array.from({ length: (nth * 7) % 23 }, (_each, at) => ((nth * 31 + at * 17) % 101) + at * 101),
    );
    expect([...merged(sources, lowest)]).toEqual(sources.flat().sort(lowest));
  });

  it('reads no source further than its next item', () => {
    let read = 0;
    function* counted(from: number): Generator<number, void> {
      for (let at = from; ; at += 2) {
        read++;
        yield at;
      }
    }
    const items = merged([counted(0), counted(1)], lowest);
    expect([items.next().value, items.next().value, items.next().value]).toEqual([0, 1, 2]);
    expect(read).toBe(4);
  });
});
