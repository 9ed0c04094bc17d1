/** How often trouble of one kind is told at most, in milliseconds. A choice: a storm stays visible, and the log short. */
const INTERVAL_MS = 10_000;

/**
 * Tells trouble that is expected, such as an outage of the vendor, once for each kind and interval: the first of a kind at
 * once, and at the end of each interval how often it came back. Kinds are few: they are kept for as long as they last.
 */
export class TroubleLog<Facts extends object> {
  private readonly lasting = new Map<string, { times: number; last: Facts }>();

  /** @param tell writes the line; `times` counts what it stands for. */
  constructor(
    private readonly tell: (facts: Facts, times: number) => void,
    private readonly intervalMs = INTERVAL_MS,
  ) {}

  note(kind: string, facts: Facts): void {
    const known = this.lasting.get(kind);
    if (known !== undefined) {
      known.times++;
      known.last = facts;
      return;
    }
    this.tell(facts, 1);
    const lasts = { times: 0, last: facts };
    this.lasting.set(kind, lasts);
    const timer = setInterval(() => {
      if (lasts.times === 0) {
        clearInterval(timer);
        this.lasting.delete(kind);
        return;
      }
      this.tell(lasts.last, lasts.times);
      lasts.times = 0;
    }, this.intervalMs);
    timer.unref();
  }
}
