import type { Span } from '../../kernel/trace.js';
import type { JobEvents } from './job-events.js';
import { JobStopped, type Job, type JobHandler, type StopReason } from './jobs.js';

/** How a job ended here. */
export type JobEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly ms: number }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stopped'; readonly why: StopReason };

/** The pause after the first failure, and the longest one, in milliseconds. A choice. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Has the handler do one job. A handler that ends after it was stopped, and not with `done`, counts as stopped. */
export async function runJob(handler: JobHandler, job: Job, events: JobEvents): Promise<JobEnd> {
  const span = events.begun?.(job);
  const end = await endOf(handler, job, span);
  span?.end({ 'portolan.job.end': end.kind }, end.kind === 'failed' ? 'failed' : undefined);
  return end;
}

async function endOf(handler: JobHandler, job: Job, span: Span | undefined): Promise<JobEnd> {
  let end: JobEnd;
  try {
    const outcome = await (span === undefined ? handler(job) : span.run(() => handler(job)));
    end = outcome === 'done' ? { kind: 'done' } : { kind: 'later', ms: Math.max(1, outcome.later) };
  } catch (error) {
    end = { kind: 'failed', error };
  }
  const reason: unknown = job.signal.reason;
  return end.kind !== 'done' && reason instanceof JobStopped ? { kind: 'stopped', why: reason.why } : end;
}

/** Returns the milliseconds until a job that has failed so many times is tried again; up to a fifth less by chance. */
export function pauseAfter(failures: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(16, failures - 1));
  return Math.ceil(pause * (1 - 0.2 * Math.random()));
}
