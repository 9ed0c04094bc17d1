import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
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
  it('goes on when either of them is killed, and tells each change once', async () => {
    const [one, two] = replicas as [Replica, Replica];
    await told(one, 40_001);
    await one.kill();
    await told(two, 40_002);
    const three = await start();
    replicas.push(three);
    await two.kill();
    await told(three, 40_003);
    expect((await changesOf(three, NAME)).map(({ row }) => row['port'])).toEqual([40_001, 40_002, 40_003]);
  });

  it('has a new baseline after Redis was emptied, and says so', async () => {
    const replica = replicas[2] as Replica;
    const { baseline_at: before } = await watchNamed(replica, NAME);
    await redis.command('FLUSHALL');
    await until(async () => (await watchNamed(replica, NAME)).status === 'watching');
    const watch = await watchNamed(replica, NAME);
    expect(watch).toMatchObject({ baseline_reason: 'state_lost', changes: 0 });
    expect(Date.parse(watch.baseline_at ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
    expect(replica.output()).toContain('what a watch had kept is gone');
    received.length = 0;
    await told(replica, 40_004);
  });
});
