import { Jobs, type Job } from '../../platform/jobs/jobs.js';
import { chunksIn, type QueryLayout, type QueryRecord } from '../../query/background/query-record.js';

/**
 * Kinds of jobs: planning a query, reading one of its chunks, and looking after all queries. A small query is read by the job
 * that plans it: so it waits for no chunk of a large one, and for the queue once instead of twice.
 */
export const PLAN_JOB = 'query-plan';
export const CHUNK_JOB = 'query-chunk';
export const TEND_JOB = 'query-tend';

/** Most chunks of a small query. A choice: one, and one more for hosts that are asked again. */
const SMALL_CHUNKS = 2;

/** Whether the job that plans a query reads it too. */
export function isSmall(layout: QueryLayout | undefined): layout is QueryLayout {
  return layout !== undefined && !layout.whole && chunksIn(layout) <= SMALL_CHUNKS;
}

/** One chunk of one round of a query. */
export interface ChunkOrder {
  readonly id: string;
  readonly round: number;
  readonly chunk: number;
}

/** Has a query planned by any replica, or a small one read that is planned. @throws JobsUnavailable. */
export function submitPlan(jobs: Jobs, { id, owner, traceparent }: QueryRecord, round = 0): Promise<void> {
  return jobs.submit({ kind: PLAN_JOB, id: planJobId({ id, round }), caller: owner, traceparent });
}

/** Chunks of a query in one of its rounds. */
export interface ChunkOrders {
  readonly record: QueryRecord;
  readonly round: number;
  readonly layout: QueryLayout | undefined;
  readonly chunks: readonly number[];
}

/** Has chunks read by any replicas. @throws JobsUnavailable. */
export async function submitChunks(
  jobs: Jobs,
  { record, round, layout, chunks }: ChunkOrders,
): Promise<void> {
  if (isSmall(layout)) return chunks.length === 0 ? undefined : submitPlan(jobs, record, round);
  const { id, owner, traceparent } = record;
  for (const chunk of chunks)
    await jobs.submit({ kind: CHUNK_JOB, id: chunkJobId({ id, round, chunk }), caller: owner, traceparent });
}

/** Takes what is to be done for a query off the queue, and stops what runs. @throws JobsUnavailable. */
export async function cancelJobs(
  jobs: Jobs,
  { record: { id }, round, layout, chunks }: ChunkOrders,
): Promise<void> {
  await jobs.cancel(PLAN_JOB, planJobId({ id, round }));
  if (isSmall(layout)) return;
  for (const chunk of chunks) await jobs.cancel(CHUNK_JOB, chunkJobId({ id, round, chunk }));
}

/** Returns which query, in which of its rounds, a job that plans is about. */
export function planOf({ id: jobId }: Job): Omit<ChunkOrder, 'chunk'> {
  const [id = '', round] = jobId.split('_');
  return { id, round: Number(round) };
}

/** Returns which chunk a job is about. */
export function chunkOf({ id: jobId }: Job): ChunkOrder {
  const [id = '', round, chunk] = jobId.split('_');
  return { id, round: Number(round), chunk: Number(chunk) };
}

function chunkJobId({ id, round, chunk }: ChunkOrder): string {
  return `${id}_${round}_${chunk}`;
}

function planJobId({ id, round }: Omit<ChunkOrder, 'chunk'>): string {
  return `${id}_${round}`;
}
