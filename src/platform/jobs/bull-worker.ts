import type { Job as BullJob, Worker } from 'bullmq';
import { within } from '../../kernel/within.js';
import type { BullParts } from './bull-parts.js';
import { JobStopped, type Job, type JobHandler, type StopReason } from './jobs.js';
import { pauseAfter, runJob, type JobEnd } from './run-job.js';
import { keepLooking } from './schedule.js';

/**
 * Measured with 500 jobs of 20 ms on 3 processes, one of them killed: 6.8 s until all were done, instead of 57.6 s with
 * BullMQ's defaults; event loops that were held for 4 to 5.5 s lost no job.
 */
const LEASE_MS = 6_000;
const STALLED_CHECK_MS = 2_000;
const MOST_STALLS = 10;
/** The longest wait of an idle worker until it looks for a job that was handed back, in seconds. A choice. */
const IDLE_LOOK_S = 2;
/** Wait of a worker after a failed command, in milliseconds. A choice. */
const COMMAND_PAUSE_MS = 1_000;
/** How often a replica asks whether jobs that it runs were cancelled elsewhere, in milliseconds. A choice. */
const CANCELLED_LOOK_MS = 1_000;
/** Wait until a job is tried again that this replica cannot begin, in milliseconds. A choice. */
const NOT_HERE_MS = 1_000;
/** Time for closing the connections when the budget of a drain is spent, in milliseconds. A choice. */
const LEAST_CLOSE_MS = 100;

interface Running {
  readonly abort: AbortController;
  readonly token: string;
}

/** Does the jobs of one kind in this process. */
export class BullWorker {
  private readonly worker: Worker;
  private readonly running = new Map<string, Running>();
  private readonly ends = new Set<Promise<unknown>>();
  private readonly stopLooking: () => void;
  private draining = false;

  constructor(
    private readonly parts: BullParts,
    private readonly kind: string,
    private readonly handler: JobHandler,
    concurrency: number,
  ) {
    const { library, patient, prefix, events } = parts;
    this.worker = new library.Worker(kind, (job: BullJob, token = '') => this.process(job, token), {
      connection: patient.client,
      prefix,
      skipVersionCheck: true,
      concurrency,
      lockDuration: LEASE_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MOST_STALLS,
      drainDelay: IDLE_LOOK_S,
      runRetryDelay: COMMAND_PAUSE_MS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      settings: { backoffStrategy: (failures: number) => pauseAfter(failures) },
    });
    this.worker.on('error', (error) => {
      events.trouble(kind, error);
      if (!this.draining) void parts.records.mend(kind).catch(() => undefined);
    });
    this.worker.on('lockRenewalFailed', (ids: string[]) => {
      for (const id of ids) void this.renew(id.slice(2));
    });
    this.stopLooking = keepLooking(() => this.lookForCancelled());
  }

  /** Stops a job that runs here. */
  stop(id: string, why: StopReason): void {
    this.running.get(id)?.abort.abort(new JobStopped(why));
  }

  async drain(budgetMs: number): Promise<void> {
    const startedAt = performance.now();
    this.draining = true;
    this.stopLooking();
    void this.worker.pause(true).catch(() => undefined);
    for (const id of [...this.running.keys()]) this.stop(id, 'draining');
    const ended = await within(budgetMs, Promise.all(this.ends));
    const left = Math.max(LEAST_CLOSE_MS, budgetMs - (performance.now() - startedAt));
    // A graceful close waits for Redis, however long it is away.
    await within(left, this.worker.close(ended === 'late' || this.parts.records.down));
  }

  private process(bullJob: BullJob, token: string): Promise<unknown> {
    const end = this.processed(bullJob, token);
    this.ends.add(end);
    const forget = (): void => void this.ends.delete(end);
    end.then(forget, forget);
    return end;
  }

  private async processed(bullJob: BullJob, token: string): Promise<unknown> {
    const { kind, parts } = this;
    const id = (bullJob.id ?? '').slice(2);
    if (this.draining) return this.handBack(bullJob, token);
    const content = parts.records.open(kind, id, bullJob.data);
    if (content === 'poisoned') return undefined;
    // Sealed with a secret that this replica does not know yet.
    if (content === 'foreign') return this.later(bullJob, token, NOT_HERE_MS);
    const begun = await parts.records.begin(kind, id, bullJob.priority).catch(() => undefined);
    if (begun === undefined) return this.later(bullJob, token, NOT_HERE_MS);
    if (begun.cancelled) return undefined;
    if (begun.nowMs > content.until) {
      parts.events.tooOld(kind);
      return undefined;
    }
    const abort = new AbortController();
    this.running.set(id, { abort, token });
    if (this.draining) this.stop(id, 'draining');
    const { caller, payload, traceparent } = content;
    const { fence } = begun;
    const attempt = bullJob.attemptsStarted;
    const job: Job = { kind, id, caller, payload, traceparent, attempt, fence, signal: abort.signal };
    const end = await runJob(this.handler, job, parts.events).finally(() => this.running.delete(id));
    return this.ended(bullJob, token, end);
  }

  private ended(bullJob: BullJob, token: string, end: JobEnd): Promise<unknown> | undefined {
    switch (end.kind) {
      case 'done':
        return undefined;
      case 'later':
        return this.later(bullJob, token, end.ms);
      case 'failed':
        this.parts.events.failed(this.kind, (bullJob.id ?? '').slice(2), end.error);
        // BullMQ keeps the message in Redis, so it says nothing.
        throw new Error('failed');
      case 'stopped':
        if (end.why === 'cancelled') return undefined;
        if (end.why === 'draining') return this.handBack(bullJob, token);
        throw new this.parts.library.DelayedError();
    }
  }

  private async later(bullJob: BullJob, token: string, ms: number): Promise<never> {
    await bullJob.moveToDelayed(Date.now() + ms, token).catch(() => undefined);
    throw new this.parts.library.DelayedError();
  }

  private async handBack(bullJob: BullJob, token: string): Promise<never> {
    await bullJob.moveToWait(token).catch(() => undefined);
    throw new this.parts.library.WaitingError();
  }

  /** Takes the lease of a job again that was not renewed in time; stops the job when somebody else has it. */
  private async renew(id: string): Promise<void> {
    const running = this.running.get(id);
    if (running === undefined) return;
    const { records } = this.parts;
    const held = await records.renew(this.kind, id, running.token, LEASE_MS).catch(() => true);
    if (!held) running.abort.abort(new JobStopped('lost'));
  }

  private async lookForCancelled(): Promise<number> {
    const ids = [...this.running.keys()];
    if (ids.length > 0)
      for (const id of await this.parts.records.cancelled(this.kind, ids)) this.stop(id, 'cancelled');
    return CANCELLED_LOOK_MS;
  }
}
