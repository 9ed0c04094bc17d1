import { streamRows, type Portolan, type StreamRun } from './portolan.js';

/** One stream, with the processor time and memory of the service. */
export interface StreamCost extends StreamRun {
  readonly cpuMs: number;
  readonly startMib: number;
  readonly peakMib: number;
}

/** Streams rows and measures what the service takes for it. */
export async function streamCost(
  { child, pool }: Portolan,
  query: Readonly<Record<string, unknown>>,
): Promise<StreamCost> {
  child.resetPeak();
  const startMib = child.memoryMib().now;
  const cpu = child.cpuMs();
  const run = await streamRows(pool, query);
  return { ...run, cpuMs: child.cpuSince(cpu), startMib, peakMib: child.memoryMib().peak };
}

/** Returns processor time for each row, in microseconds. */
export function cpuOfRow({ cpuMs, rows }: Pick<StreamCost, 'cpuMs' | 'rows'>): number {
  return (cpuMs * 1_000) / rows;
}
