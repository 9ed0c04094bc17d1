import { Fault } from '../kernel/fault.js';
import type { Outcome, Page } from './outcome.js';
import type { PageWalk, WalkEnd } from './page-walk.js';

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

  /**
   * Hands in the page that was asked for at `offset`, or the error that came instead of it.
   *
   * @returns the target's outcome; undefined while pages must still be requested or received.
   * @throws what is no Fault: neither an answer nor a failure of the vendor, but a bug.
   */
  accept(offset: number, page: Page<R> | undefined, error: unknown): Outcome<T, R> | undefined {
    const { index, target } = this;
    let end: WalkEnd<R> | undefined;
    try {
      if (page === undefined) throw Fault.from(error);
      this.rows += page.rows.length;
      end = this.walk.accept(offset, page);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      return { kind: 'failure', target, index, fault };
    }
    if (end === undefined) return undefined;
    if (end.complete) return { kind: 'rows', target, index, rows: end.rows };
    const fault = new Fault('changed_during_read', 'rows kept moving while they were read');
    return { kind: 'failure', target, index, fault, rows: end.rows };
  }
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
