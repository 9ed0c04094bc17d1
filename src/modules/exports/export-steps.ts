import { sleep } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import { changed, type ExportFailure, type ExportRecord } from './export-record.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** Pause between two tries while the store is out of reach, in milliseconds. A choice. */
const STORE_PAUSE_MS = 500;

/** The export has been cancelled, forgotten or taken over, so the work on it ends here. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

export interface StepTools {
  readonly store: ExportStore;
  /** Puts the record back if it was overwritten; false when the export was forgotten. */
  readonly restore: (known: ExportRecord) => Promise<boolean>;
  readonly now: () => number;
  /** How long the work waits for a full store, in milliseconds. */
  readonly fullWaitMs: number;
  /** Called after each change. */
  readonly onChange: (id: string) => void;
}

/** Keeps each step of the work on one export as soon as it is done, and knows the time that is left. */
export class ExportSteps {
  constructor(
    private current: ExportRecord,
    private readonly tools: StepTools,
    readonly signal: AbortSignal,
  ) {}

  get record(): ExportRecord {
    return this.current;
  }

  get now(): number {
    return this.tools.now();
  }

  /** Time until the deadline of the export, in milliseconds. */
  get leftMs(): number {
    return Math.max(0, this.current.deadlineAt - this.tools.now());
  }

  /** Waits `waitMs` or up to a fifth less, so that many exports do not ask at the same time. @throws Fault at the deadline. */
  async wait(waitMs: number): Promise<void> {
    const delay = waitMs * (1 - 0.2 * Math.random());
    const left = this.leftMs;
    await sleep(Math.min(delay, left), this.signal);
    if (delay >= left) throw new Fault('deadline', 'the export did not end before its deadline');
  }

  /** Ends the export as failed. */
  fail(failure: ExportFailure, more: Partial<ExportRecord> = {}): Promise<void> {
    return this.keep({ ...more, state: 'failed', finishedAt: this.tools.now(), failure });
  }

  /**
   * Keeps a step, however long the store is out of reach: a task that was begun upstream must not be forgotten.
   *
   * @throws NotOurs when somebody else has changed the export; the signal's reason.
   */
  async keep(change: Partial<ExportRecord>): Promise<void> {
    // A step shows that the export no longer waits.
    const next = changed(this.current, { waitingFor: undefined, ...change });
    await this.repeat(async () => {
      if ((await this.tools.store.replace(next)) || (await this.isKept(next))) return;
      if ((await this.tools.restore(this.current)) && (await this.tools.store.replace(next))) return;
      throw new NotOurs('the export has changed meanwhile');
    }, this.current.expiresAt);
    this.current = next;
    this.tools.onChange(next.id);
  }

  /**
   * Does what needs the store, and repeats it while the store is out of reach or full. While it is full, the export says
   * that it waits.
   *
   * @throws ExportStoreFailure from the deadline on, or when the store was full for too long.
   */
  async retried<T>(work: () => Promise<T>): Promise<T> {
    let fullSince: number | undefined;
    const onFailure = async ({ full }: ExportStoreFailure): Promise<boolean> => {
      if (!full) return true;
      fullSince ??= performance.now();
      if (this.current.waitingFor === undefined) await this.showWaiting();
      return performance.now() - fullSince < this.tools.fullWaitMs;
    };
    const result = await this.repeat(work, this.current.deadlineAt, onFailure);
    if (this.current.waitingFor !== undefined) await this.keep({});
    return result;
  }

  private async repeat<T>(
    work: () => Promise<T>,
    until: number,
    onFailure: (failure: ExportStoreFailure) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ExportStoreFailure) || this.tools.now() > until) throw error;
        if (!(await onFailure(error))) throw error;
        await sleep(STORE_PAUSE_MS, this.signal);
      }
    }
  }

  /** Notes in the record that the export waits. A full store takes a change of a record; if not, the next try notes it. */
  private async showWaiting(): Promise<void> {
    const next = changed(this.current, { waitingFor: 'store_full' });
    try {
      if (!(await this.tools.store.replace(next))) return;
    } catch (error) {
      if (error instanceof ExportStoreFailure) return;
      throw error;
    }
    this.current = next;
    this.tools.onChange(next.id);
  }

  /** Whether a step was kept although the store's answer was lost. */
  private async isKept(next: ExportRecord): Promise<boolean> {
    return JSON.stringify(await this.tools.store.get(next.id)) === JSON.stringify(next);
  }
}
