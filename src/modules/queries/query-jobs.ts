import { Jobs, type Job } from '../../platform/jobs/jobs.js';
import { chunksIn, type QueryLayout, type QueryRecord } from '../../query/background/query-record.js';

/**
 * Kinds of jobs: planning a query, reading one of its chunks, reading a chunk of a small query, and looking after all queries.
 * Small queries have workers of their own, so that they do not wait until a chunk of a large one has been read.
 */
export const PLAN_JOB = 'query-plan';
export const CHUNK_JOB = 'query-chunk';
export const SMALL_JOB = 'query-small';
export const TEND_JOB = 'query-tend';

/** Most chunks of a small query. A choice: one, and one more for hosts that are asked again. */
const SMALL_CHUNKS = 2;

/** One chunk of one round of a query. */
export interface ChunkOrder {
  readonly id: string;
  readonly round: number;
  readonly chunk: number;
}

/** Has a query planned by any replica. @throws JobsUnavailable. */
export function submitPlan(jobs: Jobs, { id, owner, traceparent }: QueryRecord): Promise<void> {
  return jobs.submit({ kind: PLAN_JOB, id, caller: owner, traceparent });
}

/** Chunks of a query in one of its rounds. */
export interface ChunkOrders {
  readonly record: QueryRecord;
  readonly round: number;
  readonly layout: QueryLayout | undefined;
  readonly chunks: readonly number[];
}

/** Has chunks read by any replicas. @throws JobsUnavailable. */
export async function submitChunks(jobs: Jobs, orders: ChunkOrders): Promise<void> {
  const { id, owner, traceparent } = orders.record;
  const kind = kindOf(orders.layout);
  for (const chunk of orders.chunks)
    await jobs.submit({
      kind,
      id: chunkJobId({ id, round: orders.round, chunk }),
      caller: owner,
      traceparent,
    });
}

/** Takes the chunks of a query that wait off the queue, and stops those that run. @throws JobsUnavailable. */
export async function cancelJobs(
  jobs: Jobs,
  { record: { id }, round, layout, chunks }: ChunkOrders,
): Promise<void> {
  await jobs.cancel(PLAN_JOB, id);
  for (const chunk of chunks) await jobs.cancel(kindOf(layout), chunkJobId({ id, round, chunk }));
}

function kindOf(layout: QueryLayout | undefined): string {
  const isSmall = layout !== undefined && !layout.whole && chunksIn(layout) <= SMALL_CHUNKS;
  return isSmall ? SMALL_JOB : CHUNK_JOB;
}

/** Returns which chunk a job is about. */
export function chunkOf({ id: jobId }: Job): ChunkOrder {
  const [id = '', round, chunk] = jobId.split('_');
  return { id, round: Number(round), chunk: Number(chunk) };
}

function chunkJobId({ id, round, chunk }: ChunkOrder): string {
  return `${id}_${round}_${chunk}`;
}
