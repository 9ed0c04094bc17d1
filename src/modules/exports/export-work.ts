import { Fault, type FaultKind } from '../../kernel/fault.js';
import type { CallMeter } from '../../platform/limits/call-meter.js';
import { faultTitle, upstreamFacts } from '../../platform/problem/fault-problem.js';
import type { ExportsConfig } from '../../platform/config/config.js';
import { countExported } from '../../upstream/hss/export-count.js';
import { searchParam } from '../../upstream/hss/export-filters.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { isOver, type ExportFailure } from './export-record.js';
import type { ExportSteps } from './export-steps.js';

/** Whether the vendor has certainly not begun a task after a fault, so that asking again makes no second task. */
const NOT_BEGUN: Readonly<Record<FaultKind, boolean>> = {
  credential: false,
  forbidden: false,
  not_found: false,
  rejected: false,
  blocked: false,
  throttled: true,
  unavailable: false,
  network: false,
  timeout: false,
  deadline: false,
  bad_payload: false,
  changed_during_read: false,
  too_many_rows: false,
  answer_too_large: false,
  cancelled: false,
  circuit_open: true,
  overloaded: true,
  out_of_points: false,
  draining: false,
};

/** How long a finished export waits for the vendor's count of its rows, in milliseconds. A choice. */
const COUNT_MS = 15_000;

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

/**
 * Lets the vendor make the file of one export: starts the task, and polls it until it has ended. Every step is kept, so
 * a replica that takes over after a crash goes on where the last one stopped.
 */
export class ExportWork {
  constructor(
    private readonly steps: ExportSteps,
    private readonly project: UpstreamProject,
    private readonly config: ExportsConfig,
    /** Charges the calls to the owner. */
    private readonly meter: CallMeter,
  ) {}

  /** @throws NotOurs; the signal's reason. Any other failure ends the export. */
  async finish(): Promise<void> {
    const { steps } = this;
    if (isOver(steps.record)) return;
    try {
      if (steps.record.state === 'queued') await steps.keep({ state: 'running', startedAt: steps.now });
      const fresh = steps.record.taskId === undefined;
      if (fresh) await this.start();
      await this.poll(fresh);
    } catch (error) {
      if (steps.signal.aborted || !(error instanceof Fault)) throw error;
      const { kind, retryable } = error;
      await steps.fail({ code: kind, title: faultTitle(kind), retryable, ...upstreamFacts(error) });
    }
  }

  private async start(): Promise<void> {
    const { type, columns, filter, category, enterpriseProjectId } = this.steps.record.request;
    const order = { type, columns, ...(filter === undefined ? {} : { searchParam: searchParam(filter) }) };
    for (let wait = this.config.firstPollMs; ; wait = this.longer(wait)) {
      try {
        const scope = { category, enterpriseProjectId };
        const taskId = await this.project.exports.start(order, scope, this.context());
        await this.steps.keep({ taskId });
        return;
      } catch (error) {
        if (!(error instanceof Fault) || !NOT_BEGUN[error.kind]) throw error;
        await this.steps.wait(Math.max(wait, error.retryAfterMs ?? 0));
      }
    }
  }

  private async poll(fresh: boolean): Promise<void> {
    const { steps, project, config } = this;
    const taskId = steps.record.taskId ?? '';
    let wait = config.firstPollMs;
    if (fresh) await steps.wait(wait);
    for (;;) {
      try {
        const { enterpriseProjectId } = steps.record.request;
        const task = await project.exports.task(taskId, enterpriseProjectId, this.context());
        if (task.state === 'failed') return await steps.fail(FAILED);
        if (task.state === 'ready') {
          const { fileId, fileName } = task;
          const named = fileName === null ? {} : { fileName };
          const counted = await this.count();
          return await steps.keep({
            state: 'succeeded',
            finishedAt: steps.now,
            fileId,
            ...named,
            ...(counted === null ? {} : { counted }),
          });
        }
      } catch (error) {
        if (!(error instanceof Fault) || steps.signal.aborted) throw error;
        if (error.kind === 'not_found') return steps.fail(LOST);
        if (!error.retryable || error.kind === 'deadline') throw error;
      }
      wait = this.longer(wait);
      await steps.wait(wait);
    }
  }

  /** Returns the rows that the file, which has just been made, must hold; null when the vendor cannot count them. */
  private async count(): Promise<number | null> {
    const { type, filter = {}, category, enterpriseProjectId } = this.steps.record.request;
    const context = this.context();
    const deadlineAt = Math.min(context.deadlineAt, performance.now() + COUNT_MS);
    try {
      const scope = { category, enterpriseProjectId };
      return await countExported(this.project.hss, type, filter, scope, { ...context, deadlineAt });
    } catch (error) {
      if (!(error instanceof Fault) || this.steps.signal.aborted) throw error;
      // The file can still be handed out, but nobody knows whether it has all rows.
      return null;
    }
  }

  private longer(waitMs: number): number {
    return Math.min(this.config.maxPollMs, waitMs * 1.5);
  }

  private context() {
    const { signal, leftMs, record } = this.steps;
    const deadlineAt = performance.now() + leftMs;
    const { meter } = this;
    const onCall = (): void => meter.exchanged();
    return { signal, lane: 'bulk', tenant: record.owner, deadlineAt, meter, onCall } as const;
  }
}
