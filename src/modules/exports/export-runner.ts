import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../kernel/abort.js';
import { systemClock } from '../../kernel/clock.js';
import { ExportsConfig } from '../../platform/config/config.js';
import { Logger } from '../../platform/logging/logger.js';
import { ExportChanges } from './export-changes.js';
import { ExportWorker, type ExportJobs } from './export-jobs.js';
import { isOver, type ExportRecord } from './export-record.js';
import { ExportSteps, NotOurs } from './export-steps.js';
import { ExportStore, ExportStoreFailure } from './store/export-store.js';

/** Exports taken over in one round. */
const MAX_TAKEN = 50;

/**
 * Brings every export to its end, each on exactly one replica at a time: the replica that holds the lease of an export
 * works on it, and renews the lease meanwhile. When a replica stops renewing, the next replica that looks takes over.
 */
@Injectable()
export class ExportRunner implements ExportJobs {
  private readonly holder = randomUUID();
  private readonly stop = new AbortController();
  private readonly running = new Map<
    string,
    { readonly abort: AbortController; readonly done: Promise<void> }
  >();

  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    @Inject(ExportWorker) private readonly worker: ExportWorker,
    private readonly changes: ExportChanges,
    private readonly config: ExportsConfig,
    @Inject(Logger) private readonly logger: Logger,
  ) {}

  /** Begins to look for exports that nobody works on. */
  start(): void {
    void this.takeOver();
  }

  begin(id: string): void {
    if (this.stop.signal.aborted || this.running.has(id)) return;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.stop.signal]);
    const done = this.run(id, signal).finally(() => this.running.delete(id));
    this.running.set(id, { abort, done });
  }

  drop(id: string): void {
    this.running.get(id)?.abort.abort();
    this.changes.tell(id);
  }

  /** Stops everything and gives the leases back, so that other replicas go on at once. */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private async takeOver(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        for (const id of await this.store.orphans(MAX_TAKEN, this.config.leaseMs)) this.begin(id);
      } catch (error) {
        if (!(error instanceof ExportStoreFailure))
          this.logger.error({ err: error }, 'exports that nobody works on cannot be found');
      }
      // A random pause keeps the replicas out of step.
      await sleep(this.config.leaseMs * (0.4 + 0.2 * Math.random()), this.stop.signal, true).catch(
        () => undefined,
      );
    }
  }

  private async run(id: string, signal: AbortSignal): Promise<void> {
    let held = false;
    try {
      held = await this.hold(id);
      if (!held) return;
      await this.work(id, signal);
    } catch (error) {
      // Whoever holds the lease next goes on from the last step that was kept.
      if (!signal.aborted && !(error instanceof NotOurs) && !(error instanceof ExportStoreFailure))
        this.logger.error(
          { export: id, err: error instanceof Error ? error.message : 'unknown' },
          'the work on an export failed',
        );
    } finally {
      if (held) await this.store.release(id, this.holder).catch(() => undefined);
    }
  }

  private hold(id: string, known?: ExportRecord): Promise<boolean> {
    return this.store.lease(id, this.holder, this.config.leaseMs, known);
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    const record = await this.store.get(id);
    if (record === undefined || !this.worker.canWork(record)) return;
    const lost = new AbortController();
    const tools = {
      store: this.store,
      hold: (known: ExportRecord) => this.hold(id, known),
      now: () => systemClock.now(),
      fullWaitMs: this.config.fullWaitS * 1_000,
      onChange: (each: string) => this.changes.tell(each),
    };
    const steps = new ExportSteps(record, tools, AbortSignal.any([signal, lost.signal]));
    const renewal = setInterval(() => void this.renew(steps, lost), this.config.leaseMs / 3);
    try {
      await this.worker.work(steps);
    } finally {
      clearInterval(renewal);
    }
  }

  /**
   * Renews the lease, and learns whether the export has been cancelled or forgotten elsewhere. While the store is out of
   * reach nobody else can take the lease either, so the work goes on. A record that was overwritten is put back.
   */
  private async renew({ record: known }: ExportSteps, lost: AbortController): Promise<void> {
    const { id } = known;
    try {
      // This drops a record that is not ours, so that the script of the lease finds it gone.
      const kept = await this.store.get(id);
      const held = await this.hold(id, isOver(known) ? undefined : known);
      const record = held ? (kept ?? (await this.store.get(id))) : undefined;
      if (record === undefined || isOver(record)) lost.abort(new NotOurs('there is nothing more to do here'));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }
}
