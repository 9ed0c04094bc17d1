import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../child.js';
import { startCloud } from '../cloud.js';
import { freePort } from '../free-port.js';
import { environmentOf, PROGRAM } from '../portolan.js';
import { median } from '../measure.js';
import { ratio, type Row } from '../row.js';

interface Start {
  readonly seconds: number;
  readonly mib: number;
}

export const start: Row = {
  id: 'P14',
  work: 'From the start of the process to the first answered request, and memory then',
  reference: '`node` with Nest + Fastify "hello"',
  async run({ quick, seed }) {
    const cloud = await startCloud(100, 0, seed);
    const ours: Start[] = [];
    const hello: Start[] = [];
    try {
      for (let round = 0; round < (quick ? 1 : 5); round++) {
        const port = await freePort();
        ours.push(await started(PROGRAM, port, '/health/live', environmentOf(port, cloud.url, {})));
        const other = await freePort();
        const script = 'dist-bench/bench/peers/hello.js';
        hello.push(await started(script, other, '/hello', { PORT: String(other) }));
      }
    } finally {
      await cloud.child.stop();
    }
    const seconds = (starts: readonly Start[]): number[] => starts.map((each) => each.seconds);
    const time = ratio('start', seconds(ours), seconds(hello), 's');
    return {
      figures: [
        { ...time, value: median(seconds(ours)), unit: 's', atMost: 1.5 },
        ratio(
          'memory at the first answer',
          ours.map(({ mib }) => mib),
          hello.map(({ mib }) => mib),
          'MiB',
          { atMost: 1.6 },
        ),
      ],
      // No rows in this one: both have answered.
      rowsEqual: true,
      notes: ['The files are in the cache of the system from the second start on.'],
    };
  },
};

async function started(
  script: string,
  port: number,
  path: string,
  environment: Record<string, string>,
): Promise<Start> {
  const from = performance.now();
  const child = Child.start(script, script, environment);
  try {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok === true) break;
      if (child.process.exitCode !== null) throw new Error(`${script} ended`);
      await sleep(5);
    }
    return { seconds: (performance.now() - from) / 1_000, mib: child.memoryMib().now };
  } finally {
    await child.stop();
  }
}
