import type { QueueClient } from '../redis/redis-client.js';
import type { JobEvents } from './job-events.js';
import type { JobRecords } from './job-records.js';

/** BullMQ, which is loaded only where it is needed: it costs 0.3 s and 24 MB. */
export type BullLibrary = typeof import('bullmq');

/** What jobs in Redis are made of. */
export interface BullParts {
  readonly library: BullLibrary;
  /** Fails soon when Redis is away: for calls that somebody waits for. */
  readonly hasty: QueueClient;
  /** Waits until Redis is back: for workers. */
  readonly patient: QueueClient;
  /** Stands before the names of all keys, with a hash tag. */
  readonly prefix: string;
  readonly records: JobRecords;
  readonly events: JobEvents;
  readonly concurrency: number;
}
