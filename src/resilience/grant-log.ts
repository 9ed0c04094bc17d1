/** Times of the last grants, newest first by index; a ring that grows when more of them are needed. */
export class GrantLog {
  private times: Float64Array;
  private next = 0;
  private count = 0;

  /** @param capacity grants remembered, 1 or more. */
  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
  }

  /** @param time not before the one pushed last. */
  push(time: number): void {
    this.times[this.next] = time;
    this.next = (this.next + 1) % this.times.length;
    if (this.count < this.times.length) this.count++;
  }

  /** Time of the k-th newest, 1 being the last; -Infinity when fewer are remembered. */
  newest(k: number): number {
    if (k > this.count) return -Infinity;
    const { length } = this.times;
    return this.times[(this.next - k + length) % length] ?? -Infinity;
  }

  /** Grants later than `time`, as far as remembered. */
  countSince(time: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.newest(middle) > time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Remembers at least `capacity` grants from now on; what is remembered stays. */
  reserve(capacity: number): void {
    if (capacity <= this.times.length) return;
    const times = new Float64Array(capacity);
    for (let k = this.count; k >= 1; k--) times[this.count - k] = this.newest(k);
    this.times = times;
    this.next = this.count;
  }
}
