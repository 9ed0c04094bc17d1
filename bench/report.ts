import type { EmulatorSpeed } from './emulator-speed.js';

/** One run of one side. Times in milliseconds, memory in MiB. */
export interface Measure {
  readonly wallMs: number;
  readonly firstByteMs: number;
  readonly firstRowMs: number;
  readonly rows: number;
  readonly calls: number;
  readonly cpuMs: number;
  readonly memoryMib: number;
  readonly peakMib: number;
}

export interface SizeResult {
  readonly hosts: number;
  readonly idealMs: number;
  readonly scheduleMs: number;
  readonly portolan: Measure[];
  readonly bare: Measure[];
  /** The bare script when it writes the rows as NDJSON. */
  readonly writer: Measure[];
}

export interface BenchResult {
  readonly machine: string;
  readonly date: string;
  readonly latencyMs: number;
  readonly window: number;
  readonly emulator: EmulatorSpeed;
  readonly sizes: readonly SizeResult[];
  readonly tookS: number;
}

/** Pages a second that the emulator must serve on one core, so that it never limits a bench. */
const EMULATOR_DEMAND = 5_000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

const thousands = (value: number): string => Math.round(value).toLocaleString('en-GB').replaceAll(',', ' ');
const one = (value: number): string => value.toFixed(1);
const two = (value: number): string => value.toFixed(2);
const of = (runs: readonly Measure[], pick: (run: Measure) => number): number => median(runs.map(pick));

/** Returns the figures as a page of Markdown. */
export function report(result: BenchResult): string {
  const { emulator, sizes, window, latencyMs } = result;
  const emulatorCore = (emulator.pages / emulator.cpuMs) * 1_000;
  return `# Bench

Written by \`npm run bench\` on ${result.date}: ${result.machine}; ${result.tookS.toFixed(0)} s in all.

Portolan streams the ports of a whole fleet as NDJSON (\`POST /v1/ports/query\`, plan \`per-host\`, \`max_age\` 0) from the
local emulator, which answers each call after ${latencyMs} ms. Against it, in the same run:

- *bare*: an undici script that lists the servers, fetches every page with ${window} requests in flight, parses the JSON
  and counts the rows. It has no output.
- *bare, written*: the same script, which also writes the rows as NDJSON over HTTP, without back-pressure.

All of them and the emulator are processes of their own, warm, in turns, so that they meet the same machine; medians over
the rounds. Every round checks that all saw the same number of rows, and that the calls Portolan reports are those the
emulator counted. Portolan lists servers in overlapping pages, to notice rows that move, which sometimes costs one more call.

- *ideal*: calls × ${latencyMs} ms ÷ ${window}: all calls known from the start, no overhead. No program can reach it.
- *list schedule*: the same calls through the same window with no overhead, in the order in which they can be known.

${sizes.map((size) => sizeTable(size)).join('\n')}
## The emulator alone

Pages of 30 port rows at 0 ms latency, client in another process: ${thousands((emulator.pages / emulator.wallMs) * 1_000)} a second,
**${thousands(emulatorCore)} for each second of its processor time** (demanded: ${thousands(EMULATOR_DEMAND)} on one core${emulatorCore >= EMULATOR_DEMAND ? '' : ', **missed**'}).
`;
}

function sizeTable({ hosts, idealMs, scheduleMs, portolan, bare, writer }: SizeResult): string {
  const sides = [portolan, bare, writer];
  const row = (
    name: string,
    pick: (run: Measure) => number,
    show: (value: number) => string,
    compare = true,
  ): string => {
    const values = sides.map((runs) => of(runs, pick));
    const [ours = Number.NaN, ...others] = values;
    const ratios = others.map((theirs) => (compare ? two(ours / theirs) : ''));
    return `| ${[name, ...values.map(show), ...ratios].join(' | ')} |`;
  };
  const against = (name: string, ms: number): string =>
    `| ${[name, thousands(ms), ...sides.map((runs) => two(of(runs, (run) => run.wallMs) / ms))].join(' | ')} |`;
  return `## ${thousands(hosts)} servers

| medians of ${portolan.length} rounds | Portolan | bare | bare, written | to bare | to bare, written |
|---|---:|---:|---:|---:|---:|
${row('rows', (run) => run.rows, thousands, false)}
${row('upstream calls', (run) => run.calls, thousands, false)}
${row('wall time, ms', (run) => run.wallMs, thousands)}
${row('first byte, ms', (run) => run.firstByteMs, thousands, false)}
${row('first row, ms', (run) => run.firstRowMs, thousands, false)}
${row('CPU per upstream page, ms', (run) => run.cpuMs / run.calls, two)}
${row('memory before, MiB', (run) => run.memoryMib, one, false)}
${row('peak memory, MiB', (run) => run.peakMib, one)}
${row('peak above before, MiB', (run) => run.peakMib - run.memoryMib, one, false)}

| wall time ÷ | ms | Portolan | bare | bare, written |
|---|---:|---:|---:|---:|
${against('ideal', idealMs)}
${against('list schedule', scheduleMs)}
`;
}
