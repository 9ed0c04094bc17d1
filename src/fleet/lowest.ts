import type { Compare } from './outcome.js';

/**
 * Keeps the lowest `most` of all items that are offered, in memory for no more than those: a heap with the highest of
 * them on top. Cost of an offer: one comparison for an item that is too high, else log(most).
 */
export class Lowest<T> {
  private readonly heap: T[] = [];

  /** @param most 1 or more. */
  constructor(
    private readonly most: number,
    private readonly compare: Compare<T>,
  ) {}

  offer(item: T): void {
    const heap = this.heap;
    if (heap.length < this.most) {
      heap.push(item);
      this.rise(heap.length - 1);
    } else if (this.compare(item, heap[0] as T) < 0) {
      heap[0] = item;
      this.sink();
    }
  }

  /** The items kept, lowest first. */
  sorted(): T[] {
    return [...this.heap].sort(this.compare);
  }

  private rise(from: number): void {
    const heap = this.heap;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1;
      if (this.compare(heap[at] as T, heap[parent] as T) <= 0) return;
      [heap[at], heap[parent]] = [heap[parent] as T, heap[at] as T];
      at = parent;
    }
  }

  private sink(): void {
    const heap = this.heap;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const higher =
        right < heap.length && this.compare(heap[right] as T, heap[left] as T) > 0 ? right : left;
      if (this.compare(heap[higher] as T, heap[at] as T) <= 0) return;
      [heap[at], heap[higher]] = [heap[higher] as T, heap[at] as T];
      at = higher;
    }
  }
}
