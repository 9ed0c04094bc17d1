import type { Compare } from './outcome.js';

/**
 * Records which rows of one target were seen in which read of it, and concludes which rows it had at one instant.
 *
 * A row that was seen before an instant and again after it existed at that instant, unless it vanished and came back. So
 * when the rows seen both before and after an instant are as many as the source counted then, they are exactly the rows of
 * that instant, whatever was inserted, removed or moved. The first page of each read but the first gives such an instant:
 * it goes alone, after all pages of the read before have arrived.
 */
export class Sightings<R> {
  private distinct: readonly R[] = [];
  /** Bit `k` of an element: the row with the same index was seen in read `k`. */
  private masks: number[] = [];
  /** The total that the first page of each read reported. */
  private readonly totals: (number | null)[] = [];

  constructor(readonly compare: Compare<R>) {}

  get reads(): number {
    return this.totals.length;
  }

  /** Every distinct row seen so far, sorted; of a row seen in several reads the latest copy. */
  get rows(): readonly R[] {
    return this.distinct;
  }

  /**
   * Adds the rows of one read.
   *
   * @param seen sorted, free of duplicates.
   * @param total as the first page reported it; `null` when it reported none that is reliable.
   */
  add(seen: readonly R[], total: number | null): void {
    const bit = 1 << this.totals.length;
    this.totals.push(total);
    const rows: R[] = [];
    const masks: number[] = [];
    let i = 0;
    let k = 0;
    while (i < this.distinct.length || k < seen.length) {
      const side =
        i >= this.distinct.length
          ? 1
          : k >= seen.length
            ? -1
            : this.compare(this.distinct[i] as R, seen[k] as R);
      rows.push((side < 0 ? this.distinct[i] : seen[k]) as R);
      masks.push((side <= 0 ? (this.masks[i] as number) : 0) | (side >= 0 ? bit : 0));
      if (side <= 0) i++;
      if (side >= 0) k++;
    }
    this.distinct = rows;
    this.masks = masks;
  }

  /** Returns exactly the rows of one instant between two reads; `undefined` when that is proven for no instant. */
  snapshot(): readonly R[] | undefined {
    for (let read = this.totals.length - 1; read > 0; read--) {
      const total = this.totals[read] as number | null;
      if (total === null) continue;
      const before = (1 << read) - 1;
      const inBoth = (mask: number): boolean => (mask & before) !== 0 && mask > before;
      let count = 0;
      for (const mask of this.masks) if (inBoth(mask)) count++;
      if (count === total) return this.distinct.filter((_, i) => inBoth(this.masks[i] as number));
    }
    return undefined;
  }

  /** Returns whether the last two reads saw the same rows. */
  lastTwoAgree(): boolean {
    const last = this.totals.length - 1;
    if (last < 1) return false;
    return this.masks.every((mask) => ((mask >> last) & 1) === ((mask >> (last - 1)) & 1));
  }
}
