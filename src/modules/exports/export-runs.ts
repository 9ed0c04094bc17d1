import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../kernel/abort.js';
import { systemClock } from '../../kernel/clock.js';
import { Jobs, JobsUnavailable, type Job, type JobOutcome } from '../../platform/jobs/jobs.js';
import { ExportChanges } from './export-changes.js';
import { ExportWorker, type ExportJobs } from './export-jobs.js';
import { isOver, type ExportRecord } from './export-record.js';
import { ExportSteps, NotOurs } from './export-steps.js';
import { FullStore } from './full-store.js';
import { AFTERLIFE_MS, ExportStore, ExportStoreFailure } from './store/export-store.js';

const KIND = 'export';
/** Exports at a time in a process: many, because they mostly wait for the vendor. A choice. */
const CONCURRENCY = 100;
/** Between two rounds in which exports without a job get one again, in milliseconds. A choice. */
const ROUND_MS = 3_000;
/** Exports looked at in one round. */
const MAX_LOOKED_AT = 500;
/** Between two checks of the record of an export that runs, in milliseconds. A choice. */
const RECORD_CHECK_MS = 1_000;
/** Wait until an export is tried again, here or elsewhere, that this replica cannot go on with, in milliseconds. A choice. */
const LATER_MS = 1_000;

/** Has every export done as a job, one for each, and goes on from the last step that its record keeps. */
@Injectable()
export class ExportRuns implements ExportJobs {
  private readonly stop = new AbortController();

  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    @Inject(ExportWorker) private readonly worker: ExportWorker,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly changes: ExportChanges,
    private readonly full: FullStore,
  ) {}

  /** Begins to work on exports, also on those whose job was lost. */
  start(): void {
    this.jobs.work(KIND, (job) => this.run(job), CONCURRENCY);
    void this.submitAgain();
  }

  begin({ id, owner, expiresAt, traceparent }: ExportRecord): void {
    const ttlMs = Math.max(1, expiresAt + AFTERLIFE_MS - systemClock.now());
    // What cannot be submitted now is submitted in the next round.
    this.jobs.submit({ kind: KIND, id, caller: owner, ttlMs, traceparent }).catch(ignoreUnavailable);
  }

  drop(id: string): void {
    this.jobs.cancel(KIND, id).catch(ignoreUnavailable);
    this.changes.tell(id);
  }

  /** Submits nothing any more. The drain of all jobs ends what runs. */
  close(): void {
    this.stop.abort();
  }

  private async submitAgain(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const found = await this.store.underWay(MAX_LOOKED_AT).catch(() => []);
      const ours = found.filter((record) => this.worker.canWork(record));
      for (const record of ours) this.begin(record);
      await this.full.check(ours);
      // A random pause keeps the replicas out of step.
      await sleep(ROUND_MS * (0.8 + 0.4 * Math.random()), this.stop.signal, true).catch(() => undefined);
    }
  }

  private async run({ id, signal }: Job): Promise<JobOutcome> {
    try {
      const record = await this.store.get(id);
      if (record === undefined || isOver(record)) return 'done';
      if (!this.worker.canWork(record)) return { later: LATER_MS };
      await this.work(record, signal);
      return 'done';
    } catch (error) {
      if (error instanceof NotOurs || error instanceof ExportStoreFailure) return { later: LATER_MS };
      throw error;
    }
  }

  private async work(record: ExportRecord, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const tools = {
      restore: (known: ExportRecord) => this.store.restore(known),
      store: this.store,
      now: () => systemClock.now(),
      fullWaitMs: this.full.mostWaitMs,
      onChange: (each: string) => this.changes.tell(each),
    };
    const steps = new ExportSteps(record, tools, AbortSignal.any([signal, ended.signal]));
    const check = setInterval(() => void this.check(steps, ended), RECORD_CHECK_MS);
    try {
      await this.worker.work(steps);
    } finally {
      clearInterval(check);
    }
  }

  /** Puts a record back that was overwritten; ends the work when the export was ended or forgotten elsewhere. */
  private async check({ record: known }: ExportSteps, ended: AbortController): Promise<void> {
    try {
      const kept = await this.store.get(known.id);
      const over = kept === undefined ? isOver(known) || !(await this.store.restore(known)) : isOver(kept);
      if (over) ended.abort(new NotOurs('there is nothing more to do here'));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof JobsUnavailable)) throw error;
}
