import { startCloud } from './cloud.js';
import { startPortolan, streamRows } from './portolan.js';
import type { Order } from './row.js';
import { streamCost, type StreamCost } from './stream-cost.js';

const LATENCY_MS = 5;

/** All streams of one size, the first by a process that has not read a fleet before. */
export interface FleetRuns {
  readonly servers: number;
  readonly runs: readonly StreamCost[];
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
  try {
    const query = { hosts: { all: true }, plan: 'per-host', max_age: 0 };
    // The code is compiled, but nothing of the fleet is held.
    await streamRows(portolan.pool, { ...query, port: 22, status: 'danger', plan: 'auto' });
    const runs: StreamCost[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await streamCost(portolan, query));
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
