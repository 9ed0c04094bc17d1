import { cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import type { BareAnswer, BareOrder } from './bare-fleet.js';
import { Child } from './child.js';
import { benchCompression } from './compression.js';
import { startCloud, type Cloud } from './cloud.js';
import { freePort } from './free-port.js';
import { measureEmulator } from './emulator-speed.js';
import { benchPlanner } from './planner.js';
import { clientOf, startPortolan, streamFleet } from './portolan-fleet.js';
import { report, type Measure, type SizeResult } from './report.js';
import { idealMs, listScheduleMs } from './schedule.js';

const LATENCY_MS = 50;
/** Requests in flight, on both sides: the default of `upstream.window`. */
const WINDOW = 64;
const SIZES = [
  { hosts: 10, rounds: 15 },
  { hosts: 1_000, rounds: 5 },
  { hosts: 10_000, rounds: 3 },
];
const RESULTS = 'bench/RESULTS.md';

interface Run {
  readonly wallMs: number;
  readonly firstByteMs: number;
  readonly firstRowMs: number;
  readonly rows: number;
}

/** Does one run, and measures its time, processor time and memory. */
async function measured<Answer extends Run>(
  child: Child,
  cloud: Cloud,
  run: () => Promise<Answer>,
): Promise<{ measure: Measure; answer: Answer }> {
  await cloud.clear();
  child.resetPeak();
  const memory = child.memoryMib();
  const cpu = child.cpuMs();
  const answer = await run();
  const cpuMs = child.cpuMs() - cpu;
  const calls = await cloud.calls();
  const { wallMs, firstByteMs, firstRowMs, rows } = answer;
  const { peak } = child.memoryMib();
  return {
    measure: { wallMs, firstByteMs, firstRowMs, rows, calls, cpuMs, memoryMib: memory.now, peakMib: peak },
    answer,
  };
}

async function measureSize(hosts: number, rounds: number): Promise<SizeResult> {
  const cloud = await startCloud(await freePort(), hosts, LATENCY_MS);
  const { child: portolan, pool } = await startPortolan(await freePort(), cloud.url);
  const bare = Child.start('the bare script', 'dist-bench/bench/bare-fleet.js', {});
  const writer = Child.start('the bare script that writes', 'dist-bench/bench/bare-fleet.js', {});
  const writerPort = await freePort();
  const writerPool = clientOf(writerPort);
  const order: BareOrder = { url: cloud.url, window: WINDOW };
  const askBare = async (): Promise<BareAnswer & Run> => {
    const answer = await bare.ask<BareAnswer>(order);
    return { ...answer, firstByteMs: answer.firstRowMs };
  };
  try {
    await writer.ask({ ...order, serveOn: writerPort } satisfies BareOrder);
    await streamFleet(pool);
    await streamFleet(writerPool);
    const { calls, listCalls, pagesByHost } = await askBare();
    const results: SizeResult = {
      hosts,
      idealMs: idealMs(calls, LATENCY_MS, WINDOW),
      scheduleMs: listScheduleMs({ listCalls, pagesByHost }, LATENCY_MS, WINDOW),
      portolan: [],
      bare: [],
      writer: [],
    };
    for (let round = 0; round < rounds; round++) {
      const ours = await measured(portolan, cloud, () => streamFleet(pool));
      const theirs = await measured(bare, cloud, askBare);
      const written = await measured(writer, cloud, () => streamFleet(writerPool));
      for (const { rows } of [theirs.answer, written.answer]) {
        if (rows !== ours.answer.rows) {
          throw new Error(`rows differ: Portolan ${ours.answer.rows}, bare script ${rows}`);
        }
      }
      if (ours.answer.upstreamCalls !== ours.measure.calls) {
        throw new Error(`calls: summary ${ours.answer.upstreamCalls}, emulator ${ours.measure.calls}`);
      }
      results.portolan.push(ours.measure);
      results.bare.push(theirs.measure);
      results.writer.push(written.measure);
    }
    return results;
  } finally {
    await Promise.all([pool.close(), writerPool.close()]);
    for (const child of [portolan, bare, writer, cloud.child]) await child.stop();
  }
}

const started = performance.now();
console.log('bench: the emulator by itself …');
const emulator = await measureEmulator(await freePort());
const sizes: SizeResult[] = [];
for (const { hosts, rounds } of SIZES) {
  console.log(`bench: ${hosts} servers, ${rounds} rounds …`);
  sizes.push(await measureSize(hosts, rounds));
}
const compression = await benchCompression();
const text = `${report({
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform}`,
  date: new Date().toISOString().slice(0, 10),
  latencyMs: LATENCY_MS,
  window: WINDOW,
  emulator,
  sizes,
  tookS: (performance.now() - started) / 1_000,
})}
${compression}`;
// The planner comes last, so that a failure there does not lose the figures above.
writeFileSync(RESULTS, text);
const { section } = await benchPlanner();
writeFileSync(RESULTS, `${text}\n${section}`);
console.log(`${text}\n${section}`);
