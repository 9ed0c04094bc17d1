import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortDistinct } from './distinct.js';
import { mergeSorted, mergeSortedBatches } from './merge.js';

interface Row {
  readonly key: number;
  readonly from: string;
}

const compare = (a: Row, b: Row): number => a.key - b.key;
const keys = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
const lists = fc
  .array(keys, { maxLength: 9 })
  .map((all) =>
    all.map((list, place) => list.toSorted((a, b) => a - b).map((key) => ({ key, from: `${place}` }))),
  );

/** Slow and obvious: everything in one list, sorted (equal rows keep their place), repeats dropped. */
function reference(all: readonly (readonly Row[])[]): Row[] {
  const sorted = all.flat().sort(compare);
  return sorted.filter((row, i) => i === 0 || compare(sorted[i - 1] as Row, row) !== 0);
}

/** Counts how often it was closed, by its own end, its own error or `return()`. */
class Source implements AsyncIterable<readonly Row[]> {
  closed = 0;
  pulls = 0;

  constructor(
    readonly batches: readonly (readonly Row[])[],
    readonly failAfter = Infinity,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Row[]> {
    try {
      for (const batch of this.batches) {
        if (this.pulls++ >= this.failAfter) throw new Error('source broke');
        await Promise.resolve();
        yield batch;
      }
    } finally {
      this.closed++;
    }
  }
}

function cut(rows: readonly Row[], size: number): Row[][] {
  const batches: Row[][] = [[]];
  for (let i = 0; i < rows.length; i += size) batches.push(rows.slice(i, i + size));
  return batches;
}

async function drain(merged: AsyncIterable<readonly Row[]>): Promise<Row[][]> {
  const batches: Row[][] = [];
  for await (const batch of merged) batches.push([...batch]);
  return batches;
}

describe('sortDistinct', () => {
  it('equals sort and dedupe, and hands back the same array when there is nothing to do', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const rows = Object.freeze(list.map((key, i) => ({ key, from: `${i}` })));
        const sorted = sortDistinct(rows, compare);
        expect(sorted).toEqual(reference([rows]));
        expect(sortDistinct(sorted, compare)).toBe(sorted);
      }),
    );
  });
});

describe('mergeSorted', () => {
  it('equals sort and dedupe of the concatenation, and of equal rows keeps the earliest', () => {
    fc.assert(fc.property(lists, (all) => expect(mergeSorted(all, compare)).toEqual(reference(all))));
  });

  it('joins lists that follow one another with one comparison a row', () => {
    let comparisons = 0;
    const counting = (a: Row, b: Row): number => (comparisons++, compare(a, b));
    const all = [0, 1, 2].map((n) => Array.from({ length: 100 }, (_, i) => ({ key: n * 100 + i, from: '' })));
    expect(mergeSorted(all, counting)).toHaveLength(300);
    expect(comparisons).toBe(2 + 299);
  });
});

describe('mergeSortedBatches', () => {
  it('equals sort and dedupe of the concatenation, in full batches, and closes every source once', async () => {
    await fc.assert(
      fc.asyncProperty(
        lists,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, size, out) => {
          const sources = all.map((rows) => new Source(cut(rows, size)));
          const batches = await drain(mergeSortedBatches(sources, compare, out));
          expect(batches.flat()).toEqual(reference(all));
          expect(batches.slice(0, -1).every((batch) => batch.length === out)).toBe(true);
          expect(batches.every((batch) => batch.length > 0 && batch.length <= out)).toBe(true);
          expect(sources.map(({ closed }) => closed)).toEqual(sources.map(() => 1));
        },
      ),
    );
  });

  it('closes every source once when the consumer stops early', async () => {
    const all = [0, 1, 2].map((n) => Array.from({ length: 50 }, (_, i) => ({ key: i * 3 + n, from: '' })));
    const sources = all.map((rows) => new Source(cut(rows, 5)));
    for await (const batch of mergeSortedBatches(sources, compare, 10)) {
      expect(batch).toHaveLength(10);
      break;
    }
    expect(sources.map(({ closed }) => closed)).toEqual([1, 1, 1]);
    expect(sources.every(({ pulls }) => pulls <= 3)).toBe(true);
  });

  it.each([0, 2])(
    'throws what a source throws after %i batches and closes the others once',
    async (failAfter) => {
      const rows = Array.from({ length: 20 }, (_, key) => ({ key, from: '' }));
      const sources = [
        new Source(cut(rows, 4)),
        new Source(cut(rows, 4), failAfter),
        new Source(cut(rows, 4)),
      ];
      await expect(drain(mergeSortedBatches(sources, compare))).rejects.toThrow('source broke');
      expect(sources.map(({ closed }) => closed)).toEqual([1, 1, 1]);
    },
  );
});
