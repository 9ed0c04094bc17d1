import type { PageWalk } from './page-walk.js';

/** A target that was started. */
export class OpenTarget<T, R> {
  /** Whether it has its outcome; pages that arrive later are dropped. */
  closed = false;
  /** Whether it is in the queue of targets with pages due. */
  queued = false;
  /** Rows of the pages that have come so far. */
  rows = 0;

  constructor(
    readonly index: number,
    readonly target: T,
    readonly walk: PageWalk<R>,
  ) {}
}

/** Started targets that have pages due, first come, first served. */
export class DueQueue<T, R> {
  private targets: OpenTarget<T, R>[] = [];
  private head = 0;

  /** Queues the target if a page of it is due and it is not queued already. */
  add(open: OpenTarget<T, R>): void {
    if (open.queued || !open.walk.due) return;
    open.queued = true;
    this.targets.push(open);
  }

  /** Returns the first target that still has a page due; it stays queued until it has none. */
  first(): OpenTarget<T, R> | undefined {
    while (this.head < this.targets.length) {
      const open = this.targets[this.head] as OpenTarget<T, R>;
      if (!open.closed && open.walk.due) return open;
      open.queued = false;
      this.head++;
    }
    if (this.head > 0) this.clear();
    return undefined;
  }

  clear(): void {
    this.targets = [];
    this.head = 0;
  }
}
