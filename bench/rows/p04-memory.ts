import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../cloud.js';
import { largeFleets } from '../large-fleet.js';
import { KEY, startPortolan, streamRows, type Portolan } from '../portolan.js';
import type { Row } from '../row.js';

const QUERY = { hosts: { all: true }, plan: 'per-host', max_age: 0 };

export const memory: Row = {
  id: 'P4',
  work: 'Memory while 100 000 servers are streamed; while a reader of 10 000 servers stands still',
  reference: 'itself at 1 000 servers; the whole answer in memory',
  async run(order) {
    const [small, large] = await largeFleets(order);
    const [grown, grownSmall] = [large, small].map(({ runs }) =>
      Math.max(0, ...runs.slice(0, 1).map(({ peakMib, startMib }) => peakMib - startMib)),
    ) as [number, number];
    const stalled = await stalledReader(order.quick, order.seed);
    return {
      figures: [
        {
          name: 'memory above start, more than at 1 000 servers',
          value: grown - grownSmall,
          unit: 'MiB',
          ours: grown,
          reference: grownSmall,
          rawUnit: 'MiB',
          atMost: 64,
        },
        {
          name: 'memory above start, stalled reader',
          value: stalled.grownMib,
          unit: 'MiB',
          ours: stalled.grownMib,
          reference: stalled.answerMib,
          rawUnit: 'MiB',
          atMost: 48,
        },
      ],
      rowsEqual: small.rowsEqual && large.rowsEqual,
      notes: [
        'The first run of each process counts. The same runs as P17. The reader stands still for ten seconds.',
      ],
    };
  },
};

/** Measures the memory that an answer takes while its reader takes nothing after the first bytes. */
async function stalledReader(
  quick: boolean,
  seed: number,
): Promise<{ readonly grownMib: number; readonly answerMib: number }> {
  const cloud = await startCloud(quick ? 300 : 10_000, 5, seed);
  const portolan = await startPortolan(cloud);
  try {
    const { bytes } = await streamRows(portolan.pool, QUERY);
    portolan.child.resetPeak();
    const before = portolan.child.memoryMib().now;
    const answer = await startReading(portolan);
    await once(answer, 'readable');
    answer.read(1);
    await sleep(quick ? 300 : 10_000);
    const { peak } = portolan.child.memoryMib();
    answer.destroy();
    return { grownMib: Math.max(0, peak - before), answerMib: bytes / 1_048_576 };
  } finally {
    await portolan.stop();
    await cloud.child.stop();
  }
}

function startReading({ port }: Portolan): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/v1/ports/query',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json', accept: 'application/x-ndjson' },
      },
      resolve,
    );
    call.on('error', reject);
    call.end(JSON.stringify({ ...QUERY, timeout_ms: 600_000 }));
  });
}
