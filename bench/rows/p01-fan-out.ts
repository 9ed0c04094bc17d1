import { fleetStreams, PAGES_SIZE } from '../fleet-streams.js';
import { ratio, type Figure, type Row } from '../row.js';

const BOUNDS = new Map([
  ['10 servers', 1.05],
  ['1 000 servers', 1.03],
  ['10 000 servers', 1.03],
  [PAGES_SIZE, 1.03],
]);

export const fanOut: Row = {
  id: 'P1',
  work: 'Ports of all servers fresh as NDJSON, plan per-host, window 64, upstream 50 ms',
  reference: 'the bare script (undici pool, JSON.parse, a counter; no output)',
  async run(order) {
    const { sizes, notes } = await fleetStreams(order);
    const figures = sizes.flatMap(({ name, ours, bare, scheduleMs }): Figure[] => {
      const bound = BOUNDS.has(name) ? { atMost: BOUNDS.get(name) as number } : {};
      const walls = ours.map(({ wallMs }) => wallMs);
      return [
        ratio(
          `wall, ${name}`,
          walls,
          bare.map(({ wallMs }) => wallMs),
          'ms',
          bound,
        ),
        ratio(
          `first row, ${name}`,
          ours.map(({ firstRowMs }) => firstRowMs),
          bare.map(({ firstRowMs }) => firstRowMs),
          'ms',
          { atMost: 1.05 },
        ),
        ratio(`wall against the list schedule, ${name}`, walls, [scheduleMs], 'ms'),
      ];
    });
    return { figures, rowsEqual: sizes.every(({ rowsEqual }) => rowsEqual), notes };
  },
};
