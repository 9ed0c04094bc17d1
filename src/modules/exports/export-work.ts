import { sleep } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import { faultTitle } from '../../platform/problem/fault-problem.js';
import type { ExportsConfig } from '../../platform/config/config.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { changed, isOver, type ExportFailure, type ExportRecord } from './export-record.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** A fault after which the vendor has surely not begun a task, so that asking again makes no second one. */
const NOT_BEGUN = new Set(['throttled', 'circuit_open', 'overloaded']);

const FAILED: ExportFailure = {
  code: 'export_failed',
  title: 'The upstream service could not make the file; it does not say why',
  retryable: true,
};
const LOST: ExportFailure = {
  code: 'export_lost',
  title: 'The upstream service does not know the export any more',
  retryable: true,
};

/** Between two tries to keep a step while the store is away, in milliseconds. */
const STORE_PAUSE_MS = 500;

/** The export has been cancelled, forgotten, or taken over; nothing more is to be done here. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

export interface WorkTools {
  readonly store: ExportStore;
  readonly project: UpstreamProject;
  readonly config: ExportsConfig;
  readonly now: () => number;
  /** Called after each change. */
  readonly onChange: (id: string) => void;
}

/**
 * Brings one export to its end from wherever it is: starts the task, looks at it until it is done, keeps every step.
 * So whoever takes over after a crash goes on where the last one stopped.
 */
export class ExportWork {
  constructor(
    private record: ExportRecord,
    private readonly tools: WorkTools,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws NotOurs; the signal's reason. What else fails ends the export. */
  async finish(): Promise<void> {
    if (isOver(this.record)) return;
    try {
      if (this.record.state === 'queued') await this.keep({ state: 'running', startedAt: this.tools.now() });
      const fresh = this.record.taskId === undefined;
      if (fresh) await this.start();
      await this.follow(fresh);
    } catch (error) {
      if (this.signal.aborted || !(error instanceof Fault)) throw error;
      const { kind, retryable } = error;
      await this.fail({ code: kind, title: faultTitle(kind), retryable });
    }
  }

  private async start(): Promise<void> {
    const { project } = this.tools;
    const { type, columns, filter, category, enterpriseProjectId } = this.record.request;
    const order = { type, columns, ...(filter === undefined ? {} : { searchParam: JSON.stringify(filter) }) };
    for (let wait = this.tools.config.firstPollMs; ; wait = this.longer(wait)) {
      try {
        const taskId = await project.exports.start(order, { category, enterpriseProjectId }, this.context());
        await this.keep({ taskId });
        return;
      } catch (error) {
        if (!(error instanceof Fault) || !NOT_BEGUN.has(error.kind)) throw error;
        await this.rest(Math.max(wait, error.retryAfterMs ?? 0));
      }
    }
  }

  private async follow(fresh: boolean): Promise<void> {
    const { project, config } = this.tools;
    const taskId = this.record.taskId ?? '';
    let wait = config.firstPollMs;
    if (fresh) await this.rest(wait);
    for (;;) {
      try {
        const { enterpriseProjectId } = this.record.request;
        const task = await project.exports.task(taskId, enterpriseProjectId, this.context());
        if (task.state === 'failed') return await this.fail(FAILED);
        if (task.state === 'ready') {
          const { fileId, fileName } = task;
          const finishedAt = this.tools.now();
          return await this.keep({
            state: 'succeeded',
            finishedAt,
            fileId,
            ...(fileName === null ? {} : { fileName }),
          });
        }
      } catch (error) {
        if (!(error instanceof Fault) || this.signal.aborted) throw error;
        if (error.kind === 'not_found') return this.fail(LOST);
        if (!error.retryable || error.kind === 'deadline') throw error;
      }
      wait = this.longer(wait);
      await this.rest(wait);
    }
  }

  private longer(waitMs: number): number {
    return Math.min(this.tools.config.maxPollMs, waitMs * 1.5);
  }

  /** Waits up to a fifth less than `waitMs`, so that many exports do not ask in step. @throws Fault at the deadline. */
  private async rest(waitMs: number): Promise<void> {
    const delay = waitMs * (1 - 0.2 * Math.random());
    const left = this.record.deadlineAt - this.tools.now();
    await sleep(Math.max(0, Math.min(delay, left)), this.signal);
    if (delay >= left) throw new Fault('deadline', 'the export did not end before its deadline');
  }

  private context() {
    const left = Math.max(0, this.record.deadlineAt - this.tools.now());
    return {
      signal: this.signal,
      lane: 'bulk',
      tenant: this.record.owner,
      deadlineAt: performance.now() + left,
    } as const;
  }

  private fail(failure: ExportFailure): Promise<void> {
    return this.keep({ state: 'failed', finishedAt: this.tools.now(), failure });
  }

  /** Keeps a step, as soon as the store answers: what has been begun upstream must not be forgotten. */
  private async keep(change: Partial<ExportRecord>): Promise<void> {
    const next = changed(this.record, change);
    for (;;) {
      try {
        if (!(await this.tools.store.replace(next)) && !(await this.isKept(next)))
          throw new NotOurs('the export has changed meanwhile');
        this.record = next;
        this.tools.onChange(next.id);
        return;
      } catch (error) {
        if (!(error instanceof ExportStoreFailure) || this.tools.now() > this.record.expiresAt) throw error;
        await sleep(STORE_PAUSE_MS, this.signal);
      }
    }
  }

  /** Whether a step was kept although the store did not get to say so. */
  private async isKept(next: ExportRecord): Promise<boolean> {
    return JSON.stringify(await this.tools.store.get(next.id)) === JSON.stringify(next);
  }
}
