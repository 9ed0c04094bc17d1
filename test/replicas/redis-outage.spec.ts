import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { startCloud, type CloudProcess } from '../support/cloud-process.js';
import { measured, size } from '../support/figures.js';
import { closedLoop, quantile } from '../support/open-loop.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { REPLICA_KEY, startReplica, type Replica } from '../support/replicas.js';
import { pause } from '../support/wait.js';

/** Seconds of each phase. */
const SECONDS = size(1, 60);
const CLIENTS = 4;

let redis: RedisServer;
let cloud: CloudProcess;
let replica: Replica;
let pool: Pool;

beforeAll(async () => {
  redis = await startRedis();
  cloud = await startCloud({ hosts: 50 });
  replica = await startReplica({ emulatorUrl: cloud.url, redisUrl: redis.url });
  pool = new Pool(replica.url, { connections: CLIENTS });
}, 90_000);
afterAll(async () => {
  await pool.destroy();
  await replica.stop();
  await cloud.stop();
  await redis.stop();
});

interface Phase {
  readonly times: readonly number[];
  readonly failed: number;
}

/** Runs a few clients for a time. Each asks for one host's ports, again and again. */
async function load(): Promise<Phase> {
  const answers = await closedLoop(CLIENTS, SECONDS, (nth) =>
    pool.request({
      method: 'GET',
      path: `/v1/hosts/${cloud.hostIds[nth % cloud.hostIds.length]}/ports?max_age=0&plan=per-host`,
      headers: { 'x-api-key': REPLICA_KEY },
    }),
  );
  const good = answers.filter(
    ({ status, text }) => status === 200 && (JSON.parse(text) as { complete?: boolean }).complete === true,
  );
  return { times: answers.map(({ tookMs }) => tookMs), failed: answers.length - good.length };
}

describe('a Redis that is gone for a while', () => {
  it.each<[string, string, string, () => Promise<unknown> | void, () => Promise<unknown> | void]>([
    [
      'killed and started again',
      'R8',
      '0 failed; p99 at most 20 ms more; at most one token call',
      () => redis.kill(),
      () => redis.restart(),
    ],
    [
      'frozen and thawed',
      'R9',
      '0 failed; at most 150 ms more, once; in use again within 2 s',
      () => redis.freeze(),
      () => redis.thaw(),
    ],
  ])(
    'fails no request, slows one moment, and is used again: %s',
    async (name, promise, demand, trouble, heal) => {
      await load();
      const before = await load();
      const tokensBefore = await tokenCalls();
      await trouble();
      const first = await load();
      const during = await load();
      await heal();
      const healed = performance.now();
      let backMs = 0;
      while (((await (await replica.get('/health/ready')).json()) as { redis: string }).redis !== 'up') {
        backMs = performance.now() - healed;
        if (backMs > 10_000) break;
        await pause(20);
      }
      const after = await load();
      const tokens = (await tokenCalls()) - tokensBefore;
      const p99 = (phase: Phase) => quantile(phase.times, 0.99);
      const worst = Math.max(...first.times) - quantile(before.times, 0.5);
      const requests = [before, first, during, after].reduce((sum, { times }) => sum + times.length, 0);
      measured(
        promise,
        `Redis ${name}, ${2 * SECONDS} s away; client, emulator and service in processes of their own`,
        `${first.failed + during.failed + after.failed} of ${requests} requests failed; p99 ${p99(before).toFixed(0)} ms before, ` +
          `${p99(during).toFixed(0)} ms during (after the first ${SECONDS} s), ${p99(after).toFixed(0)} ms after; ` +
          `slowest at the start ${worst.toFixed(0)} ms over the usual; in use ${backMs.toFixed(0)} ms after it was back; ${tokens} token calls`,
        demand,
      );
      expect([first, during, after].map((phase) => phase.failed)).toEqual([0, 0, 0]);
      expect(tokens).toBeLessThanOrEqual(1);
      expect(backMs).toBeLessThan(5_000);
      // Assert only that requests do not wait for Redis each time: the median stays near what it was.
      expect(quantile(during.times, 0.5)).toBeLessThan(quantile(before.times, 0.5) * 4 + 20);
    },
    Math.max(60_000, SECONDS * 8_000),
  );
});

async function tokenCalls(): Promise<number> {
  return (await cloud.calls()).by_path['POST /v3/auth/tokens'] ?? 0;
}
