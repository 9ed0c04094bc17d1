import { setImmediate } from 'node:timers/promises';

/** Milliseconds that one piece of work may take before others get their turn. A choice: no caller notices so much. */
const SLICE_MS = 10;

/**
 * A stopwatch for long work that must not hold the event loop: whoever does the work asks now and then whether its slice
 * is used up, and then lets timers, sockets and other requests have their turn.
 *
 *     for (const item of items) {
 *       if (slices.usedUp) await slices.next();
 *       work(item);
 *     }
 */
export class Slices {
  private since = performance.now();

  /** Looks at the clock, which costs some 50 ns: ask for every piece that costs a microsecond or more. */
  get usedUp(): boolean {
    return performance.now() - this.since > SLICE_MS;
  }

  /** Resolves when the others have had their turn. */
  async next(): Promise<void> {
    await setImmediate();
    this.since = performance.now();
  }
}

/** Items handled before the clock is looked at: for work that takes about a microsecond for each. */
const AT_ONCE = 128;

/** Calls `work` for each item in order, and lets others have their turn in between. */
export async function inSlices<T>(
  items: readonly T[],
  work: (item: T, index: number) => void,
  slices = new Slices(),
): Promise<void> {
  for (let index = 0; index < items.length; index++) {
    if (index % AT_ONCE === AT_ONCE - 1 && slices.usedUp) await slices.next();
    work(items[index] as T, index);
  }
}
