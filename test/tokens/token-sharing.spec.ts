import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { size } from '../support/figures.js';
import { startIam, type IamPeer } from '../support/iam-peer.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { forkReplica, type ReplicaProcess } from '../support/replica-process.js';
import { until } from '../support/wait.js';

const REPLICAS = size(3, 4);
const CALLERS = size(60, 200);
const LEASE_MS = 1_500;
/** Delay that a busy machine may add, in milliseconds. */
const HICCUP_MS = 2_000;

let redis: RedisServer;
let iam: IamPeer;
const replicas: ReplicaProcess[] = [];

beforeEach(async () => {
  [redis, iam] = await Promise.all([startRedis(), startIam()]);
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.stop()));
  await Promise.all([redis.stop(), iam.close()]);
});

async function start(count: number, password = 'right-password'): Promise<ReplicaProcess[]> {
  const timings = { leaseMs: LEASE_MS, issueMs: 5_000 };
  const options = { redisUrl: redis.url, iamOrigin: iam.origin, password, timings };
  const started = await Promise.all(Array.from({ length: count }, () => forkReplica(options)));
  replicas.push(...started);
  return started;
}

describe('replicas in processes of their own, on one Redis', () => {
  it('ask IAM once when cold, and once when every token is revoked under way', async () => {
    const all = await start(REPLICAS);
    const cold = await Promise.all(all.map((replica) => replica.calls(CALLERS)));
    expect(cold.flatMap(({ failed }) => failed)).toEqual([]);
    expect(iam.issued).toBe(1);

    const during = all.map((replica) => replica.calls(CALLERS));
    iam.revoke();
    const after = await Promise.all(during);
    expect(after.map(({ ok }) => ok)).toEqual(all.map(() => CALLERS));
    expect(iam.issued).toBe(2);
    expect(iam.service.refused).toBeGreaterThan(0);
  });

  it('try a wrong password once', async () => {
    const all = await start(REPLICAS, 'wrong-password');
    const outcomes = await Promise.all(all.map((replica) => replica.calls(CALLERS)));
    expect(outcomes.flatMap(({ failed }) => failed)).toHaveLength(REPLICAS * CALLERS);
    expect(iam.issued).toBe(1);
    const [late] = await start(1, 'wrong-password');
    expect((await late?.calls(10))?.failed[0]).toContain('wrong_password');
    expect(iam.issued).toBe(1);
  });

  it.each(['kill', 'freeze'] as const)('need one more call when the holder is hit by %s', async (hit) => {
    const [holder, ...others] = await start(REPLICAS);
    iam.latencyMs = 300;
    void holder?.calls(1).catch(() => undefined);
    await until(() => iam.issued === 1);
    holder?.[hit]();
    iam.latencyMs = 20;
    const outcomes = await Promise.all(others.map((replica) => replica.calls(10)));
    expect(outcomes.flatMap(({ failed }) => failed)).toEqual([]);
    expect(Math.max(...outcomes.map(({ slowestMs }) => slowestMs))).toBeLessThan(
      LEASE_MS + 1_000 + HICCUP_MS,
    );
    expect(iam.issued).toBe(2);

    if (hit === 'freeze') {
      // It wakes with an older token, and then uses the one that all the others have.
      holder?.thaw();
      await until(() => iam.service.taken === 1 + others.length * 10);
      iam.revoke();
      const woken = await Promise.all(replicas.map((replica) => replica.calls(10)));
      expect(woken.flatMap(({ failed }) => failed)).toEqual([]);
      expect(iam.issued).toBe(3);
    }
  });
});
