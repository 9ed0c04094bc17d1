/** A sliding window: allows at most `limit` events in any `windowMs`. */
export class SlidingWindow {
  private readonly times: Float64Array;
  private next = 0;

  /** @param limit 1 or more. @param windowMs above 0. */
  constructor(
    readonly limit: number,
    private readonly windowMs: number,
  ) {
    this.times = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  }

  /** Returns the milliseconds until there is room; 0 when there is room at `now`. */
  wait(now: number): number {
    return Math.max(0, (this.times[this.next] as number) + this.windowMs - now);
  }

  take(now: number): void {
    this.times[this.next] = now;
    this.next = (this.next + 1) % this.limit;
  }
}
