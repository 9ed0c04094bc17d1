import { Jobs, type Job } from '../../platform/jobs/jobs.js';
import type { QueryRecord } from '../../query/background/query-record.js';

/** Kinds of jobs: planning a query, reading one of its chunks, and looking after all queries. */
export const PLAN_JOB = 'query-plan';
export const CHUNK_JOB = 'query-chunk';
export const TEND_JOB = 'query-tend';

/** One chunk of one round of a query. */
export interface ChunkOrder {
  readonly id: string;
  readonly round: number;
  readonly chunk: number;
}

/** Has a query planned by any replica. @throws JobsUnavailable. */
export function submitPlan(jobs: Jobs, { id, owner }: QueryRecord): Promise<void> {
  return jobs.submit({ kind: PLAN_JOB, id, caller: owner });
}

/** Has chunks read by any replicas. @throws JobsUnavailable. */
export async function submitChunks(
  jobs: Jobs,
  { id, owner }: QueryRecord,
  round: number,
  chunks: readonly number[],
): Promise<void> {
  for (const chunk of chunks)
    await jobs.submit({ kind: CHUNK_JOB, id: chunkJobId({ id, round, chunk }), caller: owner });
}

/** Takes the chunks of a query that wait off the queue, and stops those that run. @throws JobsUnavailable. */
export async function cancelJobs(
  jobs: Jobs,
  id: string,
  round: number,
  chunks: readonly number[],
): Promise<void> {
  await jobs.cancel(PLAN_JOB, id);
  for (const chunk of chunks) await jobs.cancel(CHUNK_JOB, chunkJobId({ id, round, chunk }));
}

/** Returns which chunk a job is about. */
export function chunkOf({ id: jobId }: Job): ChunkOrder {
  const [id = '', round, chunk] = jobId.split('_');
  return { id, round: Number(round), chunk: Number(chunk) };
}

function chunkJobId({ id, round, chunk }: ChunkOrder): string {
  return `${id}_${round}_${chunk}`;
}
