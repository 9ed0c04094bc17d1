import { sortDistinct } from './distinct.js';
import { LoserTree } from './loser-tree.js';
import type { Compare } from './outcome.js';

/**
 * One sorted list of the distinct rows of lists that are each sorted by `compare`. Of equal rows the one from the
 * earlier list stays. Lists that follow one another without overlap are only joined.
 */
export function mergeSorted<R>(lists: readonly (readonly R[])[], compare: Compare<R>): readonly R[] {
  const filled = lists.filter((list) => list.length > 0);
  if (followOneAnother(filled, compare)) return sortDistinct(filled.flat(), compare);
  const tree = new LoserTree(
    filled.map((list, place) => new Reader(place, list)),
    inOrderBy<R>(compare),
  );
  const merged: R[] = [];
  for (let reader = tree.winner; reader?.hasRow; reader = tree.winner) {
    const { row } = reader;
    if (merged.length === 0 || compare(merged[merged.length - 1] as R, row) !== 0) merged.push(row);
    reader.step();
    tree.replay();
  }
  return merged;
}

function followOneAnother<R>(lists: readonly (readonly R[])[], compare: Compare<R>): boolean {
  for (let i = 1; i < lists.length; i++) {
    if (compare(lists[i - 1]?.at(-1) as R, lists[i]?.[0] as R) > 0) return false;
  }
  return true;
}

/** A place in a sorted batch of rows. */
class Reader<R> {
  at = 0;

  constructor(
    readonly place: number,
    public batch: readonly R[],
  ) {}

  /** The row in front. Only while `hasRow`. */
  get row(): R {
    return this.batch[this.at] as R;
  }

  get hasRow(): boolean {
    return this.at < this.batch.length;
  }

  /** Steps to the next row; `false` when the batch is used up. */
  step(): boolean {
    return ++this.at < this.batch.length;
  }
}

/** The smaller row first, of equal ones that of the earlier source; a used-up reader last. */
function inOrderBy<R>(compare: Compare<R>): (a: Reader<R>, b: Reader<R>) => boolean {
  return (a, b) => {
    if (!a.hasRow || !b.hasRow) return a.hasRow;
    const result = compare(a.row, b.row);
    return result < 0 || (result === 0 && a.place < b.place);
  };
}

/** A reader over a source that delivers one batch after the other. */
class Head<R> extends Reader<R> {
  #iterator: AsyncIterator<readonly R[]> | undefined;

  constructor(place: number, source: AsyncIterable<readonly R[]>) {
    super(place, []);
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** Fetches the next batch that is not empty; `false` when the source has ended. */
  async refill(): Promise<boolean> {
    while (this.#iterator !== undefined) {
      const iterator = this.#iterator;
      // While the source is asked it is not ours to close: one that throws or ends has closed itself.
      this.#iterator = undefined;
      const result = await iterator.next();
      if (result.done === true) return false;
      this.#iterator = iterator;
      this.batch = result.value;
      this.at = 0;
      if (this.batch.length > 0) return true;
    }
    return false;
  }

  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    await iterator?.return?.();
  }
}

/**
 * Merges sources that each deliver sorted batches into sorted batches of distinct rows. Holds one batch of each
 * source and the batch it is making. Of equal rows the one from the earlier source stays.
 *
 * Every source is closed once: it ended, it threw, or `return()` is called on it, when the consumer stops or another
 * source throws. A source that is being asked can only be closed when it answers, so give the sources the signal.
 *
 * @param batchSize rows to a batch, 1 or more; the last may be shorter.
 * @throws what a source throws first.
 */
export async function* mergeSortedBatches<R>(
  sources: readonly AsyncIterable<readonly R[]>[],
  compare: Compare<R>,
  batchSize = 200,
): AsyncGenerator<R[], void, undefined> {
  const heads: Head<R>[] = [];
  try {
    for (const source of sources) heads.push(new Head(heads.length, source));
    await allSettledOrThrow(heads.map((head) => head.refill()));
    const tree = new LoserTree(heads, inOrderBy<R>(compare));
    let batch: R[] = [];
    let last: { readonly row: R } | undefined;
    for (let head = tree.winner; head?.hasRow; head = tree.winner) {
      const { row } = head;
      if (last === undefined || compare(last.row, row) !== 0) {
        last = { row };
        batch.push(row);
        if (batch.length >= batchSize) {
          yield batch;
          batch = [];
        }
      }
      if (!head.step()) await head.refill();
      tree.replay();
    }
    if (batch.length > 0) yield batch;
  } finally {
    // A source that fails to close has given all that was asked of it; what went wrong before matters more.
    await Promise.allSettled(heads.map((head) => head.close()));
  }
}

/** Waits for all, then throws the first rejection if there is one. */
async function allSettledOrThrow(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
