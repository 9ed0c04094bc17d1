import { startCloud } from '../cloud.js';
import { startPortolan, streamRows } from '../portolan.js';
import { median } from '../measure.js';
import { ratio, type Figure, type Row } from '../row.js';

const QUERY = { hosts: { all: true }, plan: 'per-host', max_age: 0 };
const CASES = [
  { name: 'heavy tail', latency: '20:1000', wall: 0.6, extra: 5 },
  { name: 'no tail', latency: 20, wall: undefined, extra: 1 },
];

export const hedging: Row = {
  id: 'P10',
  work: 'Ports of 1 000 servers fresh, hedging on (5 %): median 20 ms and 1 in 100 over 1 s; then always 20 ms',
  reference: 'hedging off',
  async run({ quick, seed }) {
    const figures: Figure[] = [];
    let rowsEqual = true;
    for (const { name, latency, wall, extra } of quick ? CASES.slice(0, 1) : CASES) {
      const cloud = await startCloud(quick ? 100 : 1_000, latency, seed);
      const on = await startPortolan(cloud, { upstream: { hedge_percent: 5 } });
      const off = await startPortolan(cloud);
      try {
        const walls = { on: [] as number[], off: [] as number[] };
        const calls = { on: [] as number[], off: [] as number[] };
        const rounds = quick ? 1 : 5;
        let rows: number | undefined;
        // The first round warms up: a service hedges by the latencies that it has seen.
        for (let round = 0; round <= rounds; round++) {
          for (const [side, { pool }] of [
            ['on', on],
            ['off', off],
          ] as const) {
            await cloud.clear();
            const run = await streamRows(pool, QUERY);
            rows ??= run.rows;
            rowsEqual &&= run.rows === rows;
            if (round === 0) continue;
            walls[side].push(run.wallMs);
            calls[side].push(await cloud.calls());
          }
        }
        const [made, usual] = [median(calls.on), median(calls.off)];
        figures.push(
          ratio(`wall, ${name}`, walls.on, walls.off, 'ms', wall === undefined ? {} : { atMost: wall }),
          {
            name: `extra calls, ${name}`,
            value: (made / usual - 1) * 100,
            unit: '%',
            ours: made,
            reference: usual,
            rawUnit: 'calls',
            atMost: extra,
          },
        );
      } finally {
        await on.stop();
        await off.stop();
        await cloud.child.stop();
      }
    }
    return { figures, rowsEqual };
  },
};
