import { setTimeout as sleep } from 'node:timers/promises';
import { hostIds, startCloud } from '../cloud.js';
import { clientOf, startPortolan, streamRows, type Portolan, type Settings } from '../portolan.js';
import { median } from '../measure.js';
import type { Row } from '../row.js';
import { startRedis } from '../../test/support/redis-server.js';

const LATENCY_MS = 200;
const QUOTA_A_MINUTE = 600;
/** Over a minute: replicas that each took the whole quota would be refused. */
const UNDER_QUOTA_MS = 65_000;

export const replicas: Row = {
  id: 'P13',
  work: 'Fresh rows of 2 000 servers, half by each of two processes on one Redis; upstream 200 ms, then a quota of 600 a minute',
  reference: 'one process for all of them',
  async run({ quick, seed }) {
    const fleet = quick ? 100 : 2_000;
    const cloud = await startCloud(fleet, LATENCY_MS, seed);
    // A quota counts the calls of the minute before it was set, so it has an emulator of its own.
    const scarce = await startCloud(fleet, 5, seed);
    const redis = await startRedis();
    const running: Portolan[] = [];
    const start = async (settings: Settings, on = cloud): Promise<Portolan> => {
      const portolan = await startPortolan(on, { ...settings, redisUrl: redis.url });
      running.push(portolan);
      return portolan;
    };
    try {
      const hosts = await hostIds(cloud);
      const half = hosts.length >> 1;
      const halves = [hosts.slice(0, half), hosts.slice(half)];
      const [one, two] = [await start({}), await start({})];
      const read = async (portolan: Portolan, ids: readonly string[]): Promise<number> =>
        (await streamRows(portolan.pool, { host_ids: ids, plan: 'per-host', max_age: 0 })).rows;
      const timed = async (work: () => Promise<number>): Promise<{ ms: number; rows: number }> => {
        const started = performance.now();
        const rows = await work();
        return { ms: performance.now() - started, rows };
      };
      const alone: number[] = [];
      const together: number[] = [];
      let rowsEqual = true;
      const rounds = quick ? 1 : 3;
      for (let round = 0; round <= rounds; round++) {
        const single = await timed(() => read(one, hosts));
        const both = await timed(async () => {
          const counts = await Promise.all([one, two].map((each, at) => read(each, halves[at] ?? [])));
          return counts.reduce((sum, count) => sum + count, 0);
        });
        rowsEqual &&= single.rows === both.rows;
        if (round === 0) continue;
        alone.push(single.ms);
        together.push(both.ms);
      }
      for (const portolan of running.splice(0)) await portolan.stop();

      await scarce.set({ quota_per_minute: QUOTA_A_MINUTE });
      const settings = { upstream: { quota: { calls_per_minute: QUOTA_A_MINUTE } } };
      const limited = [await start(settings, scarce), await start(settings, scarce)];
      await scarce.clear();
      const pools = limited.map(({ port }) => clientOf(port));
      const stopped = limited.map((_, at) =>
        streamRows(
          pools[at] as (typeof pools)[0],
          { host_ids: halves[at] ?? [], plan: 'per-host', max_age: 0 },
          { partial: true },
        ).catch(() => undefined),
      );
      await sleep(quick ? 1_000 : UNDER_QUOTA_MS);
      const { '200': good = 0, '429': refused = 0 } = await scarce.statuses();
      await Promise.all(pools.map((pool) => pool.destroy()));
      await Promise.all(stopped);
      const [wall, both] = [median(alone), median(together)];
      return {
        figures: [
          {
            name: 'speed of two',
            value: wall / both,
            unit: '×',
            ours: both,
            reference: wall,
            rawUnit: 'ms',
            atLeast: 1.8,
          },
          {
            name: 'refused calls under the quota',
            value: (refused / Math.max(1, good + refused)) * 100,
            unit: '%',
            ours: refused,
            reference: good,
            rawUnit: 'calls',
            atMost: 0,
          },
        ],
        rowsEqual: rowsEqual && good > 0,
        notes: ['Three rounds.'],
      };
    } finally {
      for (const portolan of running) await portolan.stop();
      await redis.stop();
      await cloud.child.stop();
      await scarce.child.stop();
    }
  },
};
