import { largeFleets } from '../large-fleet.js';
import { median } from '../measure.js';
import { ratio, type Row } from '../row.js';
import { cpuOfRow } from '../stream-cost.js';

export const largeFleet: Row = {
  id: 'P17',
  work: 'Ports of 100 000 servers fresh as NDJSON, plan per-host, upstream 5 ms',
  reference: 'itself at 1 000 servers',
  async run(order) {
    const [small, large] = await largeFleets(order);
    const above = ({ peakMib, startMib }: { peakMib: number; startMib: number }): number =>
      peakMib - startMib;
    const first = median(large.runs.map(({ firstRowMs }) => firstRowMs)) / 1_000;
    const firstSmall = median(small.runs.map(({ firstRowMs }) => firstRowMs)) / 1_000;
    // The first run of a process is the one whose memory counts: later ones find it already taken.
    const [grown, grownSmall] = [large, small].map(({ runs }) => above(runs[0] as (typeof runs)[0]));
    return {
      figures: [
        {
          name: 'first row',
          value: first,
          unit: 's',
          ours: first,
          reference: firstSmall,
          rawUnit: 's',
          atMost: 1,
        },
        {
          name: 'memory above start',
          value: grown as number,
          unit: 'MiB',
          ours: grown as number,
          reference: grownSmall as number,
          rawUnit: 'MiB',
          atMost: 64,
        },
        ratio('CPU a row', large.runs.map(cpuOfRow), small.runs.map(cpuOfRow), 'µs', { atMost: 1.05 }),
      ],
      rowsEqual: small.rowsEqual && large.rowsEqual,
      notes: ['Five rounds at 1 000 servers, three at 100 000. The same runs as P4.'],
    };
  },
};
