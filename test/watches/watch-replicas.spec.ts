import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { size } from '../support/figures.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { until } from '../support/wait.js';
import {
  changesOf,
  editPort,
  HOOK_SECRET,
  startReceiver,
  watchNamed,
  type Receiver,
  type ToldChange,
} from '../support/watches.js';

const NAME = 'everything';
/** Longest test, in milliseconds. */
const LONGEST_MS = size(60_000, 300_000);

let redis: RedisServer;
let emulator: Emulator;
let receiver: Receiver;
const replicas: Replica[] = [];
const received: ToldChange[] = [];

const start = (): Promise<Replica> =>
  startReplica({
    emulatorUrl: emulator.url,
    redisUrl: redis.url,
    config: {
      webhooks: { allowed_hosts: ['127.0.0.1'], first_retry_ms: 10 },
      watches: [
        {
          ...{ name: NAME, interval_s: 1, full_every_s: 3_600 },
          webhook: { url: receiver.url, secrets: [{ id: 'one', value: HOOK_SECRET }] },
        },
      ],
    },
  });

/** Opens a port and waits until it was told; every change was told once by then. */
async function told(replica: Replica, port: number): Promise<void> {
  await editPort(emulator.url, { host_id: emulator.hostIds()[0] ?? '', port });
  await until(() => received.some(({ row }) => row['port'] === port));
  const kept = await changesOf(replica, NAME);
  expect(received.toSorted((a, b) => a.seq - b.seq)).toEqual(kept);
}

beforeAll(async () => {
  redis = await startRedis();
  // A look takes so long that a replica is probably killed in the middle of one.
  emulator = await startEmulator({ hosts: 40, settings: { latency_ms: '100' } });
  const ids = new Set<string>();
  receiver = await startReceiver(({ headers, body }) => {
    const id = String(headers['webhook-id']);
    const { data } = JSON.parse(body) as { data: { changes: ToldChange[] } };
    // A message may come twice under its id.
    if (!ids.has(id)) received.push(...data.changes);
    ids.add(id);
    return [204];
  });
  replicas.push(await start());
  replicas.push(await start());
  await until(async () => (await watchNamed(replicas[0] as Replica, NAME)).status === 'watching');
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await receiver.close();
  await emulator.close();
  await redis.stop();
});

describe('a watch of two replicas on one Redis', () => {
  it(
    'goes on when one of them is killed, and tells each change once',
    async () => {
      const ports = [40_000];
      await told(replicas[0] as Replica, 40_000);
      for (let kill = 0; kill < size(1, 4); kill++) {
        const [gone, left] = replicas.slice(-2) as [Replica, Replica];
        await gone.kill();
        ports.push(40_001 + kill);
        await told(left, 40_001 + kill);
        if (kill + 1 < size(1, 4)) replicas.push(await start());
      }
      const kept = await changesOf(replicas.at(-1) as Replica, NAME);
      expect(kept.map(({ row }) => row['port'])).toEqual(ports);
    },
    LONGEST_MS,
  );

  it('has a new baseline after Redis was emptied, and says so', async () => {
    const replica = replicas.at(-1) as Replica;
    const { baseline_at: before } = await watchNamed(replica, NAME);
    await redis.command('FLUSHALL');
    await until(async () => (await watchNamed(replica, NAME)).status === 'watching');
    const watch = await watchNamed(replica, NAME);
    expect(watch).toMatchObject({ baseline_reason: 'state_lost', changes: 0 });
    expect(Date.parse(watch.baseline_at ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
    expect(replica.output()).toContain('what a watch had kept is gone');
    received.length = 0;
    await told(replica, 40_100);
  });
});
