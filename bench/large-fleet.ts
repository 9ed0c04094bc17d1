import { startCloud } from './cloud.js';
import { startPortolan, streamRows, type StreamRun } from './portolan.js';
import type { Order } from './row.js';

const LATENCY_MS = 5;

/** One stream of a whole fleet, with its processor time and memory. */
interface FleetRun extends StreamRun {
  readonly cpuMs: number;
  readonly startMib: number;
  readonly peakMib: number;
}

/** All streams of one size, the first by a process that has not read a fleet before. */
export interface FleetRuns {
  readonly servers: number;
  readonly runs: readonly FleetRun[];
  readonly rowsEqual: boolean;
}

let measured: Promise<readonly [FleetRuns, FleetRuns]> | undefined;

/** Streams a fleet of 1 000 servers and a hundred times as many. P4 and P17 read the same runs. */
export function largeFleets({ quick, seed }: Order): Promise<readonly [FleetRuns, FleetRuns]> {
  const measureBoth = async (): Promise<readonly [FleetRuns, FleetRuns]> => [
    await measure(quick ? 100 : 1_000, quick ? 1 : 5, seed),
    await measure(quick ? 500 : 100_000, quick ? 1 : 3, seed),
  ];
  measured ??= measureBoth();
  return measured;
}

async function measure(servers: number, rounds: number, seed: number): Promise<FleetRuns> {
  const cloud = await startCloud(servers, LATENCY_MS, seed);
  const portolan = await startPortolan(cloud);
  const { child, pool } = portolan;
  try {
    const query = { hosts: { all: true }, plan: 'per-host', max_age: 0 };
    // The code is compiled, but nothing of the fleet is held.
    await streamRows(pool, { ...query, port: 22, status: 'danger', plan: 'auto' });
    const runs: FleetRun[] = [];
    for (let round = 0; round < rounds; round++) {
      child.resetPeak();
      const startMib = child.memoryMib().now;
      const cpu = child.cpuMs();
      const run = await streamRows(pool, query);
      runs.push({ ...run, cpuMs: child.cpuSince(cpu), startMib, peakMib: child.memoryMib().peak });
    }
    const truth = await fetch(`${cloud.url}/__emulator/fleet/ports`);
    let rows = 0;
    for await (const part of truth.body as unknown as AsyncIterable<Uint8Array>)
      for (const byte of part) if (byte === 10) rows++;
    return { servers, runs, rowsEqual: runs.every((run) => run.rows === rows) };
  } finally {
    await portolan.stop();
    await cloud.child.stop();
  }
}
