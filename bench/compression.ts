import { startCloud } from './cloud.js';
import { freePort } from './free-port.js';
import { startPortolan, streamFleet, type Coding, type StreamRun } from './portolan-fleet.js';
import { median } from './report.js';

/** Heading of the section in the results. */
export const COMPRESSION_TITLE = '## Compressed streams';

const HOSTS = 1_000;
const LATENCY_MS = 50;
const ROUNDS = 7;
/** Codings that every supported Node has. The first is the one that the others are compared with. */
const CODINGS = ['identity', 'gzip', 'br'] as const satisfies readonly Coding[];

/** Streams the same fleet uncompressed and in each coding, in turns. Returns the figures as a section of Markdown. */
export async function benchCompression(): Promise<string> {
  const cloud = await startCloud(await freePort(), HOSTS, LATENCY_MS);
  const { child, pool } = await startPortolan(await freePort(), cloud.url);
  const runs: Record<Coding, (StreamRun & { readonly cpuMs: number })[]> = { identity: [], gzip: [], br: [] };
  try {
    for (const coding of CODINGS) await streamFleet(pool, coding);
    for (let round = 0; round < ROUNDS; round++)
      for (const coding of CODINGS) {
        const before = child.cpuMs();
        const run = await streamFleet(pool, coding);
        runs[coding].push({ ...run, cpuMs: child.cpuMs() - before });
      }
  } finally {
    await pool.close();
    for (const each of [child, cloud.child]) await each.stop();
  }
  const of = (coding: Coding, pick: (run: (typeof runs)[Coding][number]) => number): number =>
    median(runs[coding].map(pick));
  const plain = { wall: of('identity', (run) => run.wallMs), first: of('identity', (run) => run.firstRowMs) };
  const plainBytes = of('identity', (run) => run.bytes);
  const lines = CODINGS.map((coding) => {
    const [wall, first, bytes] = [
      of(coding, (run) => run.wallMs),
      of(coding, (run) => run.firstRowMs),
      of(coding, (run) => run.bytes),
    ];
    return `| ${[
      coding,
      wall.toFixed(0),
      (wall / plain.wall).toFixed(2),
      (bytes / 1_024).toFixed(0),
      `1/${(plainBytes / bytes).toFixed(1)}`,
      (first - plain.first).toFixed(1),
      of(coding, (run) => run.cpuMs).toFixed(0),
    ].join(' | ')} |`;
  });
  return `${COMPRESSION_TITLE}

The NDJSON stream of ${HOSTS.toLocaleString('en-GB').replaceAll(',', ' ')} servers, uncompressed and compressed in turns; medians of ${ROUNDS} rounds. The client decodes in its own
process. Demanded: wall time at most 1.1 × and bytes at most 1/8 of uncompressed, first row at most 20 ms later.

| coding | wall, ms | × uncompressed | KiB | bytes | first row later by, ms | CPU of Portolan, ms |
|---|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}
`;
}
