import { Child } from '../child.js';
import { startCloud } from '../cloud.js';
import type { UsualAnswer, UsualOrder } from '../peers/usual-fan-out.js';
import { startPortolan, streamRows } from '../portolan.js';
import { ratio, type Figure, type Row } from '../row.js';
import { streamCost } from '../stream-cost.js';

const WINDOW = 64;
const QUERY = { hosts: { all: true }, plan: 'per-host', max_age: 0 };

export const usualFanOut: Row = {
  id: 'P3',
  work: 'Ports of 1 000 servers fresh as NDJSON; upstream 50 ms, then with a tail (median 20 ms, 1 in 100 over 1 s)',
  reference:
    'as people write it: HttpService, class-transformer, mergeMap or chunks of Promise.all; no output',
  async run({ quick, seed }) {
    const servers = quick ? 60 : 1_000;
    const plain = await compare(servers, 50, 'mergeMap', quick ? 1 : 5, seed);
    const tail = await compare(servers, '20:1000', 'chunks', quick ? 1 : 3, seed);
    const figures: Figure[] = [
      ratio('CPU, mergeMap', plain.ours.cpu, plain.theirs.cpu, 'ms', { atMost: 0.333 }),
      ratio('wall, mergeMap', plain.ours.wall, plain.theirs.wall, 'ms'),
      ratio('wall under a tail, chunks', tail.ours.wall, tail.theirs.wall, 'ms', { atMost: 0.25 }),
    ];
    return {
      figures,
      rowsEqual: plain.rowsEqual && tail.rowsEqual,
      notes: ['Five rounds, three with chunks.'],
    };
  },
};

interface Costs {
  readonly cpu: number[];
  readonly wall: number[];
}

async function compare(
  servers: number,
  latency: number | string,
  how: UsualOrder['how'],
  rounds: number,
  seed: number,
): Promise<{ readonly ours: Costs; readonly theirs: Costs; readonly rowsEqual: boolean }> {
  const cloud = await startCloud(servers, latency, seed);
  const portolan = await startPortolan(cloud);
  const usual = Child.start('the usual program', 'dist-bench/bench/peers/usual-fan-out.js', {});
  const ours: Costs = { cpu: [], wall: [] };
  const theirs: Costs = { cpu: [], wall: [] };
  try {
    const order: UsualOrder = { url: cloud.url, window: WINDOW, how };
    const { check } = await streamRows(portolan.pool, QUERY, { check: true });
    let rowsEqual = true;
    // The first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      const run = await streamCost(portolan, QUERY);
      const cpu = usual.cpuMs();
      const answer = await usual.ask<UsualAnswer>(order);
      rowsEqual &&= answer.check === check;
      if (round === 0) continue;
      ours.cpu.push(run.cpuMs);
      ours.wall.push(run.wallMs);
      theirs.cpu.push(usual.cpuSince(cpu));
      theirs.wall.push(answer.wallMs);
    }
    return { ours, theirs, rowsEqual };
  } finally {
    await usual.stop();
    await portolan.stop();
    await cloud.child.stop();
  }
}
