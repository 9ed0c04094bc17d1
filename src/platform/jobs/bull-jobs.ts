import type { Queue } from 'bullmq';
import { within } from '../../kernel/within.js';
import { RedisFailure } from '../redis/redis-port.js';
import type { BullParts } from './bull-parts.js';
import { BullWorker } from './bull-worker.js';
import { checkOrder, DAY_MS } from './job-order.js';
import { bullId } from './job-records.js';
import { JobsUnavailable, type JobHandler, type JobOrder, type Jobs, type KindDepth } from './jobs.js';
import { keepLooking } from './schedule.js';

/** A call of the queue that takes longer has failed, in milliseconds. A choice: far above the time-out of one command. */
const CALL_MS = 2_000;
/** How often the keys of each kind are checked for what is not ours, in milliseconds. A choice. */
const MEND_MS = 30_000;
/** Events that BullMQ keeps in a stream of its own; we read none. */
const MOST_EVENTS = 100;
/** A failed job is tried again until it is too old. */
const MOST_ATTEMPTS = 1_000_000;

/** Jobs of all replicas, kept in Redis by BullMQ. */
export class BullJobs implements Jobs {
  readonly endWithProcess = false;
  private readonly queues = new Map<string, Queue>();
  private readonly workers = new Map<string, BullWorker>();
  private readonly stops: (() => void)[] = [];
  private draining = false;
  private drained: Promise<void> | undefined;

  constructor(private readonly parts: BullParts) {}

  async submit(order: JobOrder): Promise<void> {
    checkOrder(order);
    if (this.draining) throw new JobsUnavailable(false);
    const { kind, id, delayMs, ttlMs = DAY_MS } = order;
    await available(async () => {
      const record = await this.parts.records.submit(order, ttlMs);
      if (record === undefined) return;
      await this.mending(kind, (queue) =>
        queue.add(kind, record.sealed, {
          jobId: bullId(id),
          priority: record.turn,
          attempts: MOST_ATTEMPTS,
          backoff: { type: 'custom' },
          removeOnComplete: true,
          removeOnFail: true,
          stackTraceLimit: 0,
          ...(delayMs === undefined ? {} : { delay: delayMs }),
        }),
      );
    });
  }

  work(kind: string, handler: JobHandler, concurrency = this.parts.concurrency): void {
    if (this.draining) return;
    this.workers.set(kind, new BullWorker(this.parts, kind, handler, concurrency));
    this.stops.push(
      keepLooking(async () => {
        await this.parts.records.mend(kind);
        return MEND_MS;
      }, MEND_MS),
    );
  }

  async cancel(kind: string, id: string): Promise<void> {
    await available(async () => {
      await this.parts.records.markCancelled(kind, id);
      this.workers.get(kind)?.stop(id, 'cancelled');
      await this.mending(kind, (queue) => queue.remove(bullId(id)));
    });
  }

  schedule(order: JobOrder, everyMs: number): () => void {
    const { kind, id } = order;
    const { records } = this.parts;
    const stop = keepLooking(async () => {
      const left = await records.tick(kind, id, everyMs);
      if (left > 0) return left;
      await this.submit(order);
      await records.ticked(kind, id, everyMs);
      return everyMs;
    });
    this.stops.push(stop);
    return stop;
  }

  async depth(): Promise<readonly KindDepth[]> {
    return available(() =>
      Promise.all(
        [...this.workers.keys()].map(async (kind) => {
          const queue = this.queue(kind);
          const counts = await inTime(queue.getJobCounts('wait', 'prioritized', 'active', 'delayed'));
          const { wait = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
          const [next] =
            wait + prioritized === 0 ? [] : await inTime(queue.getJobs(['wait', 'prioritized'], 0, 0, true));
          const oldestMs = next === undefined ? 0 : Math.max(0, Date.now() - next.timestamp);
          return { kind, waiting: wait + prioritized, running: active, delayed, oldestMs };
        }),
      ),
    );
  }

  drain(budgetMs: number): Promise<void> {
    this.drained ??= this.drainOnce(budgetMs);
    return this.drained;
  }

  private async drainOnce(budgetMs: number): Promise<void> {
    this.draining = true;
    for (const stop of this.stops) stop();
    await Promise.all([...this.workers.values()].map((worker) => worker.drain(budgetMs)));
    const { hasty, patient } = this.parts;
    await within(CALL_MS, Promise.all([...this.queues.values()].map((queue) => queue.close())));
    hasty.end();
    patient.end();
  }

  private queue(kind: string): Queue {
    let queue = this.queues.get(kind);
    if (queue === undefined) {
      const { library, hasty, prefix, events } = this.parts;
      queue = new library.Queue(kind, {
        connection: hasty.client,
        prefix,
        skipVersionCheck: true,
        skipMetasUpdate: false,
        streams: { events: { maxLen: MOST_EVENTS } },
      });
      queue.on('error', (error) => events.trouble(kind, error));
      this.queues.set(kind, queue);
    }
    return queue;
  }

  /** Calls the queue; once more after mending when it meets what is not ours. */
  private async mending<T>(kind: string, call: (queue: Queue) => Promise<T>): Promise<T> {
    const queue = this.queue(kind);
    try {
      return await inTime(call(queue));
    } catch (error) {
      if (!isReply(error) || isFull(error)) throw error;
      await this.parts.records.mend(kind);
      return await inTime(call(queue));
    }
  }
}

async function inTime<T>(call: Promise<T>): Promise<T> {
  if ((await within(CALL_MS, call)) === 'late') {
    call.catch(() => undefined);
    throw new JobsUnavailable(false);
  }
  return call;
}

async function available<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof JobsUnavailable || error instanceof RangeError) throw error;
    throw new JobsUnavailable(isFull(error), error instanceof RedisFailure ? error : undefined);
  }
}

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function isFull(error: unknown): boolean {
  return error instanceof RedisFailure
    ? error.code === 'OOM'
    : isReply(error) && error.message.startsWith('OOM');
}
