/** Shortest time between two lines of one kind, in milliseconds. A choice: an outage stays visible, and the log short. */
const INTERVAL_MS = 10_000;

/**
 * Logs expected trouble, such as an outage of the vendor, once for each kind and interval: the first event of a kind at
 * once, and at the end of each interval how many more came. A kind is forgotten after an interval without events.
 */
export class TroubleLog<Fields extends object> {
  private readonly recent = new Map<string, { times: number; last: Fields }>();

  /**
   * @param write writes one line; `times` is the number of events that it stands for.
   * @param mostKinds kinds told apart at a time; events of further kinds are not logged meanwhile.
   */
  constructor(
    private readonly write: (fields: Fields, times: number) => void,
    private readonly intervalMs = INTERVAL_MS,
    private readonly mostKinds = Infinity,
  ) {}

  /** Logs one event now, or counts it for the line at the end of the interval. */
  note(kind: string, fields: Fields): void {
    const known = this.recent.get(kind);
    if (known !== undefined) {
      known.times++;
      known.last = fields;
      return;
    }
    if (this.recent.size >= this.mostKinds) return;
    this.write(fields, 1);
    const entry = { times: 0, last: fields };
    this.recent.set(kind, entry);
    const timer = setInterval(() => {
      if (entry.times === 0) {
        clearInterval(timer);
        this.recent.delete(kind);
        return;
      }
      this.write(entry.last, entry.times);
      entry.times = 0;
    }, this.intervalMs);
    timer.unref();
  }
}
