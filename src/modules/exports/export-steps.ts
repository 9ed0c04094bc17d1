import { sleep } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import { changed, type ExportFailure, type ExportRecord } from './export-record.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** Between two tries to keep something while the store is away, in milliseconds. */
const STORE_PAUSE_MS = 500;

/** The export has been cancelled, forgotten, or taken over; nothing more is to be done here. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

export interface StepTools {
  readonly store: ExportStore;
  /** Keeps the right to work on the export, and puts its record back if that was spoilt meanwhile. */
  readonly hold: (known: ExportRecord) => Promise<boolean>;
  readonly now: () => number;
  /** How long a full store is waited for, in milliseconds. */
  readonly fullWaitMs: number;
  /** Called after each change. */
  readonly onChange: (id: string) => void;
}

/** One export on its way: where it is, each step kept as soon as it is made, the time that is left. */
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

  /** Until the export is given up, in milliseconds. */
  get leftMs(): number {
    return Math.max(0, this.current.deadlineAt - this.tools.now());
  }

  /** Waits up to a fifth less than `waitMs`, so that many exports do not ask in step. @throws Fault at the deadline. */
  async rest(waitMs: number): Promise<void> {
    const delay = waitMs * (1 - 0.2 * Math.random());
    const left = this.leftMs;
    await sleep(Math.min(delay, left), this.signal);
    if (delay >= left) throw new Fault('deadline', 'the export did not end before its deadline');
  }

  fail(failure: ExportFailure, more: Partial<ExportRecord> = {}): Promise<void> {
    return this.keep({ ...more, state: 'failed', finishedAt: this.tools.now(), failure });
  }

  /**
   * Keeps a step, as soon as the store answers: what has been begun upstream must not be forgotten.
   *
   * @throws NotOurs when somebody else has changed the export; the signal's reason.
   */
  async keep(change: Partial<ExportRecord>): Promise<void> {
    // It waits no more: this is a step.
    const next = changed(this.current, { waitingFor: undefined, ...change });
    await this.again(async () => {
      if ((await this.tools.store.replace(next)) || (await this.isKept(next))) return;
      if ((await this.tools.hold(this.current)) && (await this.tools.store.replace(next))) return;
      throw new NotOurs('the export has changed meanwhile');
    }, this.current.expiresAt);
    this.current = next;
    this.tools.onChange(next.id);
  }

  /**
   * Does what the store is needed for, again while it is away or full. While it is full the export says that it waits.
   *
   * @throws ExportStoreFailure from the deadline on, or when the store was full for too long.
   */
  async insist<T>(work: () => Promise<T>): Promise<T> {
    let fullSince: number | undefined;
    const onFailure = async ({ full }: ExportStoreFailure): Promise<boolean> => {
      if (!full) return true;
      fullSince ??= performance.now();
      if (this.current.waitingFor === undefined) await this.tellWaiting();
      return performance.now() - fullSince < this.tools.fullWaitMs;
    };
    const result = await this.again(work, this.current.deadlineAt, onFailure);
    if (this.current.waitingFor !== undefined) await this.keep({});
    return result;
  }

  private async again<T>(
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

  /** A change of a record fits into a full store. If it fails all the same, the next try says it. */
  private async tellWaiting(): Promise<void> {
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

  /** Whether a step was kept although the store did not get to say so. */
  private async isKept(next: ExportRecord): Promise<boolean> {
    return JSON.stringify(await this.tools.store.get(next.id)) === JSON.stringify(next);
  }
}
