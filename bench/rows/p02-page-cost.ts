import { fleetStreams, PAGES_SIZE } from '../fleet-streams.js';
import { ratio, type Row } from '../row.js';

const BOUNDS = new Map([
  ['1 000 servers', 1.3],
  ['10 000 servers', 1.1],
]);

export const pageCost: Row = {
  id: 'P2',
  work: 'The streams of P1: processor time for each upstream page',
  reference: 'the bare script that writes NDJSON (unmapped, without back-pressure)',
  async run(order) {
    const { sizes, notes } = await fleetStreams(order);
    const figures = sizes
      .filter(({ name }) => name !== PAGES_SIZE)
      .map(({ name, ours, writer }) =>
        ratio(
          `CPU of a page, ${name}`,
          ours.map(({ cpuMs, calls }) => cpuMs / calls),
          writer.map(({ cpuMs, calls }) => cpuMs / calls),
          'ms',
          BOUNDS.has(name) ? { atMost: BOUNDS.get(name) as number } : {},
        ),
      );
    return { figures, rowsEqual: sizes.every(({ rowsEqual }) => rowsEqual), notes };
  },
};
