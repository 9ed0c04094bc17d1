import type { Compare } from './outcome.js';

/** A source and the item that it gives next. */
interface Head<T> {
  item: T;
  readonly source: Iterator<T>;
}

/**
 * Yields the items of sorted sources in one order. Reads no source further than its next item. Items that are equal come in any
 * order. Cost: about log2(sources) comparisons an item.
 */
export function* merged<T>(sources: readonly Iterable<T>[], compare: Compare<T>): Generator<T, void> {
  const heads: Head<T>[] = [];
  for (const each of sources) {
    const source = each[Symbol.iterator]();
    const first = source.next();
    if (first.done !== true) heads.push({ item: first.value, source });
  }
  // A sorted list is a heap: no item is higher than the two below it.
  heads.sort((a, b) => compare(a.item, b.item));
  for (let [lowest] = heads; lowest !== undefined; [lowest] = heads) {
    yield lowest.item;
    const next = lowest.source.next();
    if (next.done !== true) lowest.item = next.value;
    else {
      const last = heads.pop() as Head<T>;
      if (heads.length === 0) return;
      heads[0] = last;
    }
    sink(heads, compare);
  }
}

/** Moves the first of a heap down to where it belongs. */
function sink<T>(heads: Head<T>[], compare: Compare<T>): void {
  const moved = heads[0] as Head<T>;
  let at = 0;
  for (let below = 1; below < heads.length; below = 2 * at + 1) {
    const other = heads[below + 1];
    const isLower = other !== undefined && compare(other.item, (heads[below] as Head<T>).item) < 0;
    const lower = isLower ? below + 1 : below;
    if (compare((heads[lower] as Head<T>).item, moved.item) >= 0) break;
    heads[at] = heads[lower] as Head<T>;
    at = lower;
  }
  heads[at] = moved;
}
