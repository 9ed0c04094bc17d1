import { setImmediate as afterTheOthers } from 'node:timers';
import { setImmediate } from 'node:timers/promises';

/** Milliseconds that one piece of work may take before others get their turn. A choice: callers do not notice so little. */
const SLICE_MS = 10;

/** When a slice first asked in this turn of the event loop; undefined when none has asked yet. */
let turnBegan: number | undefined;

/** Records the beginning of a turn. It is valid until timers and sockets have had their turn. */
function beginTurn(): number {
  const began = performance.now();
  turnBegan = began;
  afterTheOthers(() => {
    if (turnBegan === began) turnBegan = undefined;
  });
  return began;
}

/**
 * A stopwatch for long work that must not hold the event loop. The work asks now and then whether its slice is used up, and
 * then gives timers, sockets and other requests their turn. Stages of work that follow each other without a pause share one
 * slice.
 *
 *     for (const item of items) {
 *       if (slices.usedUp) await slices.next();
 *       work(item);
 *     }
 */
export class Slices {
  private since = turnBegan ?? beginTurn();

  /** Whether the slice is used up. Reading the clock costs about 50 ns: ask after each piece of a microsecond or more. */
  get usedUp(): boolean {
    return performance.now() - this.since > SLICE_MS;
  }

  /** Resolves when the others have had their turn. */
  async next(): Promise<void> {
    await setImmediate();
    this.since = beginTurn();
  }
}

/** Items handled before the clock is read: for work of about a microsecond for each. */
const AT_ONCE = 128;

/** Calls `work` for each item in order, and gives others their turn in between. */
export async function inSlices<T>(
  items: readonly T[],
  work: (item: T, index: number) => void,
  slices?: Slices,
): Promise<void> {
  // A few items need no stopwatch, which costs a turn of the event loop.
  let stopwatch = slices;
  for (let index = 0; index < items.length; index++) {
    if (index % AT_ONCE === AT_ONCE - 1 && (stopwatch ??= new Slices()).usedUp) await stopwatch.next();
    work(items[index] as T, index);
  }
}

/** Does what `Array.map` does, in slices. */
export async function mapInSlices<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  await inSlices(items, (item) => made.push(work(item)));
  return made;
}

/** Does what `Array.filter` does, in slices. */
export async function filterInSlices<T>(items: readonly T[], wanted: (item: T) => boolean): Promise<T[]> {
  const kept: T[] = [];
  await inSlices(items, (item) => {
    if (wanted(item)) kept.push(item);
  });
  return kept;
}

/** Items sorted at once: some milliseconds of work. A choice. */
const SORTED_AT_ONCE = 512;

/** Sorts items in slices, by merging. Equal items stay in their order; the given list may be changed. */
export async function sortInSlices<T>(items: T[], compare: (a: T, b: T) => number): Promise<T[]> {
  if (items.length <= SORTED_AT_ONCE) return items.sort(compare);
  const slices = new Slices();
  let from: T[] = [];
  for (let at = 0; at < items.length; at += SORTED_AT_ONCE) {
    if (slices.usedUp) await slices.next();
    for (const item of items.slice(at, at + SORTED_AT_ONCE).sort(compare)) from.push(item);
  }
  let into = items;
  for (let width = SORTED_AT_ONCE; width < items.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(middle + width, from.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (at % AT_ONCE === 0 && slices.usedUp) await slices.next();
        const takesLeft = left < middle && (right >= end || compare(from[left] as T, from[right] as T) <= 0);
        into[at] = from[takesLeft ? left++ : right++] as T;
      }
    }
    [from, into] = [into, from];
  }
  return from;
}

/** Returns each item once, in the order of its first place, in slices; the same list when no item is repeated. */
export async function distinctInSlices<T>(items: readonly T[]): Promise<readonly T[]> {
  const distinct = new Set<T>();
  await inSlices(items, (item) => distinct.add(item));
  return distinct.size === items.length ? items : [...distinct];
}
