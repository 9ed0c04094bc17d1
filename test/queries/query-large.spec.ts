import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCloud, type CloudProcess } from '../support/cloud-process.js';
import { FULL, measured, size } from '../support/figures.js';
import { begun, seen, type SeenQuery } from '../support/queries.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { pause, until } from '../support/wait.js';

const HOSTS = size(300, 100_000);
const LATENCY_MS = size(0, 50);
const FEW_HOSTS = size(100, 2_000);
/** Most memory that a replica may need for it, in MB. */
const MOST_MB = 64;
/** Most memory of Redis for each row, in bytes. */
const MOST_ROW_BYTES = 80;
const LOOK_MS = size(100, 2_000);

let redis: RedisServer;
let cloud: CloudProcess;
let replica: Replica;

beforeAll(async () => {
  [redis, cloud] = await Promise.all([startRedis(), startCloud({ hosts: HOSTS, latencyMs: LATENCY_MS })]);
  replica = await startReplica({
    emulatorUrl: cloud.url,
    redisUrl: redis.url,
    watched: true,
    config: {
      redis: { url: redis.url, command_timeout_ms: 2_000 },
      limits: { points_per_minute: 1_000_000_000 },
      // The cache of rows has a budget of its own, and would fill up.
      upstream: { cache_mib: 8 },
    },
  });
  await until(async () => (await replica.get('/v1/queries')).status === 200);
}, 300_000);
afterAll(async () => {
  await replica.stop();
  await cloud.stop();
  await redis.stop();
});

/** The number of rows, and a digest of them that does not depend on their order. */
interface Digest {
  readonly rows: number;
  readonly sum: number;
}

/** Reads an answer line by line, because no text can hold all of it. */
async function digestOf(response: Response, rowIn: (line: string) => unknown): Promise<Digest> {
  expect(response.status).toBe(200);
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream) });
  let rows = 0;
  let sum = 0;
  for await (const line of lines) {
    const row = line === '' ? undefined : rowIn(line);
    if (row === undefined) continue;
    rows++;
    const bytes = createHash('md5').update(JSON.stringify(row)).digest();
    sum = (sum + bytes.readUInt32BE()) % 2 ** 48;
  }
  return { rows, sum };
}

/** What tells two rows of a host apart, in the words of the vendor and in ours. */
const trueRow = (line: string): unknown => {
  const { host_id, port, type, laddr, pid, container_id } = JSON.parse(line) as Record<string, unknown>;
  return [host_id, port, String(type).slice(0, 3).toLowerCase(), laddr, pid, container_id];
};
const ourRow = (line: string): unknown => {
  const { item } = JSON.parse(line) as { item?: Record<string, unknown> };
  if (item === undefined) return undefined;
  const { host_id, port, protocol, listen_address, pid, container_id } = item;
  return [host_id, port, protocol, listen_address ?? '', pid, container_id ?? ''];
};

/** Bytes that Redis holds. */
async function redisBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.command('INFO', 'memory'))?.[1]);
}

interface Followed {
  readonly over: SeenQuery;
  /** Most bytes in use of the replica until the first host was read, and after it. */
  readonly planned: number;
  readonly most: number;
  readonly ms: number;
}

/** Follows a query to its end. */
async function followed(body: object): Promise<Followed> {
  const startedAt = performance.now();
  const { id } = await begun(replica, '/v1/ports/query', { plan: 'per-host', max_age: 0, ...body });
  const planning = [0];
  const reading: number[] = [];
  for (;;) {
    await pause(LOOK_MS);
    const [now, memory] = [await seen(replica, id), await replica.inUse()];
    (now.progress.hosts.done === 0 ? planning : reading).push(memory);
    if (now.status === 'queued' || now.status === 'running') continue;
    const ms = performance.now() - startedAt;
    return { over: now, planned: Math.max(...planning), most: Math.max(...reading), ms };
  }
}

describe('a background query for very many servers', () => {
  it(
    'needs little memory of the replica that reads it, and gives every row once',
    async () => {
      await followed({ host_ids: cloud.hostIds.slice(0, FEW_HOSTS) });
      const [memoryBefore, redisBefore] = [await replica.inUse(), await redisBytes()];
      const { over, planned, most, ms } = await followed({});
      expect(over).toMatchObject({ status: 'succeeded', failures: [], summary: { complete: true } });
      const found = (planned - memoryBefore) / 1e6;
      const grown = (most - memoryBefore) / 1e6;
      const kept = (await redisBytes()) - redisBefore;
      const truth = await digestOf(await fetch(`${cloud.url}/__emulator/fleet/ports`), trueRow);
      const path = `/v1/queries/${over.id}/items?format=ndjson`;
      expect(await digestOf(await replica.get(path), ourRow)).toEqual(truth);
      measured(
        'background',
        `${HOSTS} servers at ${LATENCY_MS} ms by one replica: its memory, that of Redis, the rows`,
        `${Math.max(0, found).toFixed(0)} MB more while it finds the servers, ${Math.max(0, grown).toFixed(0)} MB more while it reads; ${(kept / 1e6).toFixed(0)} MB in Redis for ${truth.rows} rows, all equal to the truth; ${Math.round(ms / 1_000)} s`,
        `at most ${MOST_MB} MB more, beside the cache of rows; at most ${MOST_ROW_BYTES} bytes a row in Redis`,
      );
      if (!FULL) return;
      expect(Math.max(found, grown)).toBeLessThan(MOST_MB);
      expect(kept / truth.rows).toBeLessThan(MOST_ROW_BYTES);
    },
    size(60_000, 1_800_000),
  );
});
