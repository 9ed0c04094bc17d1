import { Child } from './child.js';
import { startCloud, type Cloud } from './cloud.js';
import { freePort } from './free-port.js';
import { hostsWith, rowsByHost } from './fleet-truth.js';
import type { BareAnswer, BareOrder } from './peers/bare-fleet.js';
import { clientOf, startPortolan, streamRows } from './portolan.js';
import type { Order } from './row.js';
import { listScheduleMs } from './schedule.js';

const LATENCY_MS = 50;
/** Requests in flight, on both sides: the default of `upstream.window`. */
const WINDOW = 64;
export const PAGES_SIZE = '1 000 servers of 3 pages';
/** Smallest page of the vendor: servers with 21 to 30 rows have three. */
const SMALL_PAGE = 10;

/** One run of one side. */
interface Run {
  readonly wallMs: number;
  readonly firstRowMs: number;
  readonly cpuMs: number;
  readonly calls: number;
}

/** All runs of one size. */
interface SizeRuns {
  readonly name: string;
  readonly ours: readonly Run[];
  readonly bare: readonly Run[];
  readonly writer: readonly Run[];
  /** Wall time of the same calls with no overhead at all. */
  readonly scheduleMs: number;
  readonly rowsEqual: boolean;
}

interface Streams {
  readonly sizes: readonly SizeRuns[];
  readonly notes: readonly string[];
}

interface Size {
  readonly name: string;
  readonly servers: number;
  readonly rounds: number;
  /** Rounds before those that count: code that has run often is compiled, as in a service that has served for a while. */
  readonly warmRounds: number;
  /** So many servers with three pages of ten rows each, instead of all servers. */
  readonly named?: number;
}

const FULL: readonly Size[] = [
  { name: '10 servers', servers: 10, rounds: 9, warmRounds: 40 },
  { name: '1 000 servers', servers: 1_000, rounds: 5, warmRounds: 2 },
  { name: '10 000 servers', servers: 10_000, rounds: 3, warmRounds: 0 },
  // One server in fifteen has so many rows.
  { name: PAGES_SIZE, servers: 20_000, rounds: 5, warmRounds: 1, named: 1_000 },
];
const QUICK: readonly Size[] = [{ name: '10 servers', servers: 10, rounds: 1, warmRounds: 0 }];

let measured: Promise<Streams> | undefined;

/** Measures whole fleets, streamed by Portolan and by the bare script. P1 and P2 read the same runs. */
export function fleetStreams({ quick }: Order): Promise<Streams> {
  measured ??= measure(quick ? QUICK : FULL);
  return measured;
}

async function measure(sizes: readonly Size[]): Promise<Streams> {
  const runs: SizeRuns[] = [];
  for (const size of sizes) runs.push(await measureSize(size));
  return {
    sizes: runs,
    notes: [
      `Rounds: ${sizes.map(({ name, rounds }) => `${name} ${rounds}`).join(', ')}. Pages of ten rows for ${PAGES_SIZE}. A first row counts once its server is whole, as the service hands out none before that.`,
    ],
  };
}

async function measureSize({ name, servers, rounds, warmRounds, named }: Size): Promise<SizeRuns> {
  const cloud = await startCloud(servers, LATENCY_MS);
  const portolan = await startPortolan(
    cloud,
    named === undefined ? {} : { upstream: { page_limit: SMALL_PAGE } },
  );
  const bare = Child.start('the bare script', 'dist-bench/bench/peers/bare-fleet.js', {});
  const writer = Child.start('the bare script that writes', 'dist-bench/bench/peers/bare-fleet.js', {});
  const writerPort = await freePort();
  const writerPool = clientOf(writerPort);
  try {
    const hosts = named === undefined ? undefined : hostsWith(await rowsByHost(cloud), 21, 30, named);
    const order: BareOrder = {
      url: cloud.url,
      window: WINDOW,
      ...(hosts === undefined ? {} : { hosts, pageLimit: SMALL_PAGE }),
    };
    const query = {
      ...(hosts === undefined ? { hosts: { all: true } } : { host_ids: hosts }),
      plan: 'per-host',
      max_age: 0,
    };
    await writer.ask({ ...order, serveOn: writerPort } satisfies BareOrder);
    const checks = [
      await streamRows(portolan.pool, query, { check: true }),
      await streamRows(writerPool, {}, { check: true }),
    ].map(({ check }) => check);
    const shape = await bare.ask<BareAnswer>(order);
    const sides = {
      ours: [] as Run[],
      bare: [] as Run[],
      writer: [] as Run[],
    };
    for (let round = -warmRounds; round < rounds; round++) {
      const runs = {
        ours: await run(portolan.child, cloud, () => streamRows(portolan.pool, query)),
        bare: await run(bare, cloud, () => bare.ask<BareAnswer>(order)),
        writer: await run(writer, cloud, () => streamRows(writerPool, {})),
      };
      if (round < 0) continue;
      sides.ours.push(runs.ours);
      sides.bare.push(runs.bare);
      sides.writer.push(runs.writer);
    }
    const scheduleMs = listScheduleMs(shape, LATENCY_MS, WINDOW);
    return { name, ...sides, scheduleMs, rowsEqual: checks[0] === checks[1] };
  } finally {
    await writerPool.destroy();
    await portolan.stop();
    for (const child of [bare, writer, cloud.child]) await child.stop();
  }
}

async function run(
  child: Child,
  cloud: Cloud,
  work: () => Promise<{ readonly wallMs: number; readonly firstRowMs: number }>,
): Promise<Run> {
  await cloud.clear();
  const cpu = child.cpuMs();
  const { wallMs, firstRowMs } = await work();
  return { wallMs, firstRowMs, cpuMs: child.cpuSince(cpu), calls: await cloud.calls() };
}
