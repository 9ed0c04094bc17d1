import type { Span } from '../../kernel/trace.js';
import type { Job } from './jobs.js';

/** What happens to jobs, for logs and metrics. */
export interface JobEvents {
  /** A handler threw; the job is tried again. */
  failed(kind: string, id: string, error: unknown): void;
  /** A job did not begin in time, and was given up. */
  tooOld(kind: string): void;
  /** Jobs ended with the process. */
  lost(jobs: number): void;
  /** Entries in Redis that were not ours were deleted. */
  dropped(entries: number): void;
  /** The queue does not answer as it should; told at most once a minute. */
  trouble(kind: string, error: unknown): void;
  /** A job begins. Returns its span; undefined while spans are off. */
  begun?(job: Pick<Job, 'kind' | 'attempt' | 'traceparent'>): Span | undefined;
}
