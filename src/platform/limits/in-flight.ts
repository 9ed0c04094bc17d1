/** How many things of each caller are under way at a time, in this process. */
export class InFlight {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  /** Counts one more unless that would be more than `limit`; gives what ends it (once), or undefined. */
  enter(key: string, limit: number): (() => void) | undefined {
    const count = this.of(key);
    if (count >= limit) return undefined;
    this.counts.set(key, count + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const rest = this.of(key) - 1;
      if (rest > 0) this.counts.set(key, rest);
      else this.counts.delete(key);
    };
  }
}
