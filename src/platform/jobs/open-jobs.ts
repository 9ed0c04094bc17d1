import { systemClock } from '../../kernel/clock.js';
import { CacheCipher, type CacheSecret } from '../redis/cache-cipher.js';
import { KeyedDigest } from '../redis/keyed-digest.js';
import { openQueueClient, type RedisConfig } from '../redis/redis-client.js';
import type { RedisPort } from '../redis/redis-port.js';
import { BullJobs } from './bull-jobs.js';
import type { JobEvents } from './job-events.js';
import { JobRecords } from './job-records.js';
import type { Jobs } from './jobs.js';
import { MemoryJobs } from './memory-jobs.js';

export interface JobSettings {
  readonly concurrency: number;
  /** Begins the names of the keys of jobs, after the prefix of all keys. */
  readonly prefix: string;
  readonly secrets: readonly CacheSecret[];
}

/** Opens the jobs of all replicas, kept in Redis; of this process alone when there is no Redis. */
export async function openJobs(
  { concurrency, prefix, secrets }: JobSettings,
  redis: { readonly port: RedisPort; readonly config: RedisConfig } | undefined,
  events: JobEvents,
): Promise<Jobs> {
  if (redis === undefined) return new MemoryJobs(concurrency, systemClock, events);
  const { port, config } = redis;
  // Scripts go from one key to others, which a Redis Cluster allows in one slot only.
  const tag = `{${prefix}}`;
  const cipher = new CacheCipher(secrets, 'job-queue');
  const names = new KeyedDigest(secrets, 'job-names');
  return new BullJobs({
    library: await import('bullmq'),
    hasty: openQueueClient(config, 'hasty'),
    patient: openQueueClient(config, 'patient'),
    prefix: config.keyPrefix + tag,
    records: new JobRecords(port, tag, cipher, names, (entries) => events.dropped(entries)),
    events,
    concurrency,
  });
}
