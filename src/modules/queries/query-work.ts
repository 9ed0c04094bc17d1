import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '../../kernel/fault.js';
import { QueriesConfig } from '../../platform/config/config.js';
import { Jobs, type Job, type JobOutcome } from '../../platform/jobs/jobs.js';
import { Problem } from '../../platform/problem/problem.js';
import {
  CHUNK_HOSTS,
  fedOf,
  isOver,
  placeOfChunk,
  type KeptQuery,
  type LayoutBlock,
  type QueryLayout,
  type QueryRecord,
} from '../../query/background/query-record.js';
import { orderedBlocks, pieceName, QueryStore } from '../../query/background/query-store.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import { callsOf } from '../../rest/asset-calls.js';
import { fieldsOf, picker } from '../../rest/input/fields.js';
import { BlockWriter } from './block-writer.js';
import { ChunkPieces } from './chunk-pieces.js';
import { KeyWork } from './key-work.js';
import { chunkOf, isSmall, planOf, submitChunks, submitPlan, type ChunkOrder } from './query-jobs.js';
import { definitionOf, QueryReading, type ChunkHosts, type Outline } from './query-reading.js';

/** Wait until a query is planned or a chunk is read again that met a fault as a whole, in milliseconds. A choice. */
const PAUSE_MS = 5_000;
/** How often that is tried while the fault may pass. A choice: about a minute. */
const MAX_ATTEMPTS = 12;
/** At the deadline running chunks end with failures; a query that has not ended so much later fails, in milliseconds. */
const GRACE_MS = 60_000;
/** Wait of a caller without points when nothing says how long, in milliseconds. A choice. */
const POINTS_WAIT_MS = 5_000;
const MIB = 1024 * 1024;

/** A chunk whose rows are read. */
interface ReadChunk {
  readonly pieces: ChunkPieces;
  readonly attempt: number;
  /** The layout with what is to be read besides. */
  readonly more: QueryLayout | undefined;
}

/** Does the jobs of background queries: any replica, any chunk, any number of times with one effect. */
@Injectable()
export class QueryWork {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly reading: QueryReading,
    private readonly keyWork: KeyWork,
    private readonly config: QueriesConfig,
  ) {}

  /** Chooses the plan of a query, finds its hosts and gives out its first chunks. A small query is read here and now. */
  async plan(job: Job): Promise<JobOutcome> {
    const { id, round } = planOf(job);
    const kept = await this.store.get(id);
    if (kept?.run.round !== round) return 'done';
    if (kept.run.state === 'running' && isSmall(kept.run.layout))
      return this.readSmall(kept, await this.store.open(id), job);
    if (kept.run.state !== 'queued') return 'done';
    const { record } = kept;
    let layout: QueryLayout;
    let found: number;
    try {
      const named = await this.namedHosts(record);
      if (named === 'lost') {
        await this.store.end(record, { state: 'failed', code: 'lost' });
        return 'done';
      }
      const outline = await this.reading.outline(record, named, job);
      layout = await this.layoutOf(record, outline, job);
      found = outline.hosts;
      if (!(await this.store.start(record, layout, found))) return 'done';
    } catch (error) {
      if (job.signal.aborted) throw error;
      return this.planFailed(record, job, error);
    }
    const chunks = Array.from({ length: fedOf(layout, 0) }, (_, at) => at);
    const run = { ...kept.run, layout, hosts: found };
    if (isSmall(layout)) return this.readSmall({ record, run }, chunks, job);
    await submitChunks(this.jobs, { record, round, layout, chunks });
    return 'done';
  }

  /** Reads all chunks of a small query that are open. */
  private async readSmall(kept: KeptQuery, chunks: readonly number[], job: Job): Promise<JobOutcome> {
    const { id } = kept.record;
    const { round } = kept.run;
    const reading = chunks.map((chunk) => this.readAndKeep(kept, { id, round, chunk }, job));
    // None may go on when the job has ended.
    await Promise.allSettled(reading);
    const outcomes = await Promise.all(reading);
    return outcomes.find((outcome) => outcome !== 'done') ?? 'done';
  }

  /** Reads one chunk and makes its rows readable; then gives out the next one. */
  async chunk(job: Job): Promise<JobOutcome> {
    const order = chunkOf(job);
    const kept = await this.store.get(order.id);
    if (kept?.run.state !== 'running' || kept.run.round !== order.round) return 'done';
    // A worker that died after the commit has left its job, but nothing to read.
    if (!(await this.store.open(order.id)).includes(order.chunk)) return 'done';
    return this.readAndKeep(kept, order, job);
  }

  private async readAndKeep(kept: KeptQuery, order: ChunkOrder, job: Job): Promise<JobOutcome> {
    const { record } = kept;
    const fields = fieldsOf(record.question, callsOf(definitionOf(record.type)).members);
    const pieces = new ChunkPieces({
      nameOf: (at) => pieceName(order.chunk, order.round, job.fence, at),
      stage: async (name, content) => {
        if (!(await this.store.stage(record, name, content)))
          throw new Fault('cancelled', 'the query is over');
      },
      // The check compares rows that were read by key with others, and needs all their members.
      shape: fields === undefined || kept.run.layout?.keysAsOf !== undefined ? (row) => row : picker(fields),
    });
    let read: QueryLayout | 'later' | 'lost' | undefined;
    try {
      read = await this.readChunk(kept, order.chunk, job, pieces);
    } catch (error) {
      if (job.signal.aborted) throw error;
      return this.chunkFailed(record, job, error);
    }
    job.signal.throwIfAborted();
    if (read === 'later') return { later: PAUSE_MS };
    if (read === 'lost') {
      await this.store.end(record, { state: 'failed', code: 'lost' });
      return 'done';
    }
    return this.complete(kept, order, { pieces, attempt: job.attempt, more: read });
  }

  /**
   * Reads one chunk into pieces.
   *
   * @returns the layout with what is to be read besides; `later` to try again after a pause; `lost` when a part of what was
   *   kept for the chunk is gone.
   */
  private async readChunk(
    kept: KeptQuery,
    chunk: number,
    job: Job,
    pieces: ChunkPieces,
  ): Promise<QueryLayout | 'later' | 'lost' | undefined> {
    const { record, run } = kept;
    const { layout } = run;
    if (layout === undefined) return 'lost';
    const running = { record, run: { ...run, layout } };
    const place = placeOfChunk(layout, chunk);
    const block = place === undefined ? undefined : layout.blocks[place.block];
    if (block?.role === 'keys') return this.keyWork.read(running, block, job, pieces);
    if (block?.role === 'check') return this.keyWork.check(running, job, pieces);
    const hosts = layout.whole ? await this.wholeHosts(record) : await this.hostsAt(record, block, place);
    const left = block?.role === 'rest' ? await this.keyWork.left(running) : undefined;
    if (hosts === 'lost' || left === 'lost') return 'lost';
    for await (const event of this.reading.rows(kept, hosts, job))
      await pieces.add(left === undefined ? event : this.onlyOf(record, left, event));
    return undefined;
  }

  /** Returns the event with rows under some keys only. */
  private onlyOf(
    record: QueryRecord,
    keys: ReadonlySet<string>,
    event: AnswerEvent<AssetRow>,
  ): AnswerEvent<AssetRow> {
    if (event.type !== 'items') return event;
    const keyOf = this.reading.keyOf(record);
    return { type: 'items', items: event.items.filter((row) => keys.has(`${row.project} ${keyOf(row)}`)) };
  }

  /** Makes the rows of a chunk readable, and gives out the next chunk. */
  private async complete(
    { record, run: { layout } }: KeptQuery,
    { chunk, round }: ChunkOrder,
    { pieces, attempt, more }: ReadChunk,
  ): Promise<JobOutcome> {
    const result = await pieces.result();
    // A failure of a project names no host that could be asked again.
    const again = result === undefined || (pieces.failedProject && attempt < MAX_ATTEMPTS);
    if (again) return { later: PAUSE_MS };
    if (result.failed > 0 && record.question['partial'] === 'forbid') {
      await this.store.end(record, { state: 'failed', code: 'incomplete' });
      return 'done';
    }
    const room = {
      ofQuery: this.config.mib * MIB,
      ofCaller: this.config.mibPerCaller * MIB,
      ofAll: this.config.mibTotal * MIB,
    };
    const added = more === undefined ? {} : { more };
    const committed = await this.store.commit(record, { ...result, chunk, round, ...added }, room);
    if (committed.kind === 'lost') return { later: 1 };
    if (committed.kind === 'no_room') {
      const code = committed.of === 'query' ? 'too_large' : 'no_room';
      await this.store.end(record, { state: 'failed', code });
    }
    if (committed.kind === 'won' && committed.next !== undefined) {
      const chunks = more === undefined ? [committed.next] : await this.store.open(record.id);
      await submitChunks(this.jobs, { record, round, layout: more ?? layout, chunks });
    }
    return 'done';
  }

  /**
   * Looks after all queries that are under way: gives out again what is given out and not done, because the replica that
   * should have done so may be dead. What waits or runs already is left alone by the queue.
   */
  async tend(): Promise<JobOutcome> {
    for (const id of await this.store.active()) {
      const kept = await this.store.get(id);
      if (kept === undefined) continue;
      const { record, run } = kept;
      // A lost query, and one whose entry was left behind, are taken off by this.
      if (isOver(run)) await this.store.end(record, { state: 'failed', code: run.code });
      else if (Date.now() > record.deadlineAt + GRACE_MS)
        await this.store.end(record, { state: 'failed', code: 'deadline' });
      else if (run.state === 'queued') await submitPlan(this.jobs, record, run.round);
      else {
        const { round, layout } = run;
        await submitChunks(this.jobs, { record, round, layout, chunks: await this.store.open(id) });
      }
    }
    return 'done';
  }

  private async namedHosts(record: QueryRecord): Promise<string[] | 'lost' | undefined> {
    if (record.named === undefined) return undefined;
    const ids: string[] = [];
    for (const name of orderedBlocks(record)) {
      const block = await this.store.block(record.id, name);
      if (block === undefined) return 'lost';
      for (const each of block) ids.push(each);
    }
    return ids;
  }

  /** Keeps what each chunk reads; lists of named hosts are kept already. */
  private async layoutOf(record: QueryRecord, outline: Outline, { fence }: Job): Promise<QueryLayout> {
    const { plan, estimatedCalls, planCalls, targets, keys } = outline;
    const planned = { plan, estimatedCalls, planCalls };
    const writer = new BlockWriter(this.store, record, fence);
    if (keys !== undefined) {
      writer.named(null, 'named');
      for (const { project, ids } of keys.scope ?? []) await writer.hosts(project, ids, 'scope');
      for (const { project, ids } of keys.unlisted) await writer.hosts(project, ids);
      for (const chunk of keys.chunks) await writer.entries('keys', chunk.project, chunk.keys);
      writer.check();
      return { ...planned, whole: false, blocks: writer.blocks, keysAsOf: keys.asOf };
    }
    if (targets !== undefined && record.named === undefined) await writer.targets(targets);
    else if (targets !== undefined)
      writer.named(record.projects.length === 1 ? (record.projects[0] as string) : null);
    return { ...planned, whole: targets === undefined, blocks: writer.blocks };
  }

  private async hostsAt(
    { id }: QueryRecord,
    block: LayoutBlock | undefined,
    place: ReturnType<typeof placeOfChunk>,
  ): Promise<ChunkHosts | 'lost'> {
    const ids = block === undefined ? undefined : await this.store.block(id, block.name);
    if (place === undefined || ids === undefined) return 'lost';
    return { project: block?.project ?? null, ids: ids.slice(place.from, place.from + CHUNK_HOSTS) };
  }

  /** A plan that reads all hosts at once still has to know those that were named. */
  private async wholeHosts(record: QueryRecord): Promise<ChunkHosts | 'lost' | undefined> {
    const named = await this.namedHosts(record);
    if (named === undefined || named === 'lost') return named;
    return { project: null, ids: named, whole: true };
  }

  private async planFailed(record: QueryRecord, job: Job, error: unknown): Promise<JobOutcome> {
    const wait = pointsWaitMs(error);
    if (wait !== undefined && Date.now() + wait < record.deadlineAt) return { later: wait };
    const code = codeOf(error);
    if (code === undefined) throw error;
    const mayPass = error instanceof Fault && error.retryable && job.attempt < MAX_ATTEMPTS;
    if (mayPass && Date.now() + PAUSE_MS < record.deadlineAt) return { later: PAUSE_MS };
    await this.store.end(record, { state: 'failed', code });
    return 'done';
  }

  private async chunkFailed(record: QueryRecord, job: Job, error: unknown): Promise<JobOutcome> {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const mayPass = error instanceof Fault && error.retryable && job.attempt < MAX_ATTEMPTS;
    if (mayPass && Date.now() + PAUSE_MS < record.deadlineAt) return { later: PAUSE_MS };
    if (code !== 'cancelled') await this.store.end(record, { state: 'failed', code });
    return 'done';
  }
}

/** Returns how long a caller has to wait for points, in milliseconds; undefined when that is not what is missing. */
function pointsWaitMs(error: unknown): number | undefined {
  const problem = error instanceof Fault ? error.cause : error;
  if (!(problem instanceof Problem) || problem.kind !== 'rate-limited') return undefined;
  const { retryAfterS } = problem.extras;
  return retryAfterS === undefined ? POINTS_WAIT_MS : retryAfterS * 1_250;
}

/** Returns why a query failed, for programs; undefined for a fault of our own. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof Fault) return error.kind;
  if (!(error instanceof Problem)) return undefined;
  return error.cause instanceof Fault ? error.cause.kind : error.kind.replaceAll('-', '_');
}
