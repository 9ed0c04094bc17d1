/** Counts what happened within the last while: at most `limit` in any stretch of `windowMs`. */
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

  /** 0 when there is room at time `now`; else the milliseconds until there is. */
  wait(now: number): number {
    return Math.max(0, (this.times[this.next] as number) + this.windowMs - now);
  }

  take(now: number): void {
    this.times[this.next] = now;
    this.next = (this.next + 1) % this.limit;
  }
}
