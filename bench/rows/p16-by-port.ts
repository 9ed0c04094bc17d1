import { Child } from '../child.js';
import { startCloud } from '../cloud.js';
import type { LoopAnswer } from '../peers/one-loop.js';
import { startPortolan, streamRows } from '../portolan.js';
import { difference, ratio, type Figure, type Row } from '../row.js';
import { cpuOfRow, streamCost, type StreamCost } from '../stream-cost.js';

const LATENCY_MS = 5;
const BYTES_A_MIB = 1_048_576;

interface Size {
  readonly servers: number;
  readonly rounds: number;
}

const FULL: readonly Size[] = [
  { servers: 10_000, rounds: 5 },
  { servers: 30_000, rounds: 3 },
  { servers: 100_000, rounds: 1 },
];

export const byPort: Row = {
  id: 'P16',
  work: 'The whole fleet by the plan by-port, then auto; upstream 5 ms',
  reference: 'the same rows in pages of 200, parsed, mapped and written in one loop (peers/one-loop)',
  async run({ quick, seed }) {
    const sizes = quick ? [{ servers: 300, rounds: 1 }] : FULL;
    const figures: Figure[] = [];
    const notes = [
      'Rounds: 10 000 servers five, 30 000 three; 100 000 two runs of by-port and one of auto.',
      'Pages that come again with the same bytes are not decoded again: the first reading has none, and its code is not compiled yet.',
    ];
    let rowsEqual = true;
    for (const size of sizes) {
      const result = await measureSize(size, seed);
      figures.push(...result.figures);
      notes.push(result.note);
      rowsEqual &&= result.rowsEqual;
    }
    return { figures, rowsEqual, notes };
  },
};

async function measureSize(
  { servers, rounds }: Size,
  seed: number,
): Promise<{ figures: Figure[]; note: string; rowsEqual: boolean }> {
  const cloud = await startCloud(servers, LATENCY_MS, seed);
  const portolan = await startPortolan(cloud);
  const loop = Child.start('the one loop', 'dist-bench/bench/peers/one-loop.js', {});
  try {
    const all = { hosts: { all: true }, max_age: 0 };
    // The code is compiled, but nothing of the fleet is held: the answer has few rows.
    await streamRows(portolan.pool, { ...all, port: 22, status: 'danger' });
    const forced: StreamCost[] = [await streamCost(portolan, { ...all, plan: 'by-port' })];
    const auto: StreamCost[] = [];
    const loops: LoopAnswer[] = [];
    for (let round = 0; round < rounds; round++) {
      loops.push(await loop.ask<LoopAnswer>({ url: cloud.url }));
      forced.push(await streamCost(portolan, { ...all, plan: 'by-port' }));
      auto.push(await streamCost(portolan, all));
    }
    const { plan } = auto[0] as StreamCost;
    const chosen = plan === 'by-port' ? forced : [await streamCost(portolan, { ...all, plan })];
    const read = await streamRows(portolan.pool, { ...all, plan: 'by-port' }, { check: true });
    const name = `${servers.toLocaleString('en-GB').replaceAll(',', ' ')} servers`;
    const [first, second] = forced as [StreamCost, StreamCost];
    const bytes = ((first.peakMib - first.startMib) * BYTES_A_MIB) / first.rows;
    const figures: Figure[] = [
      ratio(`CPU a row, ${name}`, forced.map(cpuOfRow), loops.map(cpuOfRow), 'µs', { atMost: 3 }),
      ratio(`CPU a row of the first reading, ${name}`, [cpuOfRow(first)], loops.map(cpuOfRow), 'µs'),
      {
        name: `memory above start for each row, ${name}`,
        value: bytes,
        unit: 'bytes',
        ours: first.peakMib,
        reference: first.startMib,
        rawUnit: 'MiB',
        atMost: 150,
      },
      difference(`peak of a second run, ${name}`, [second.peakMib], [first.peakMib], 'MiB', { atMost: 0 }),
      ratio(
        `CPU of auto against its plan, ${name}`,
        auto.map(({ cpuMs }) => cpuMs),
        chosen.map(({ cpuMs }) => cpuMs),
        'ms',
        { atMost: 1.1 },
      ),
    ];
    const rowsEqual = read.check === loops[0]?.check && auto.every(({ rows }) => rows === read.rows);
    const note = `${name}: ${read.rows} rows; auto chose ${plan}; first row of by-port after ${(first.firstRowMs / 1_000).toFixed(2)} s.`;
    return { figures, note, rowsEqual };
  } finally {
    await loop.stop();
    await portolan.stop();
    await cloud.child.stop();
  }
}
