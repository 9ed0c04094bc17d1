import { startApp } from './stack.js';

/** What a replica is started with. */
export interface ExportReplicaOptions {
  readonly upstreamUrl: string;
  /** Overrides the tests' configuration. */
  readonly config: Record<string, unknown>;
}

/** What it answers to any message: bytes in use once all garbage is gone, on the heap and outside of it. */
export interface MemoryInUse {
  readonly inUse: number;
}

// A whole application in a process of its own, which a test may kill and measure. Says its
// address when it listens.
const options = JSON.parse(process.env['EXPORT_REPLICA'] ?? '') as ExportReplicaOptions;
const app = await startApp(options.upstreamUrl, { config: options.config });
process.send?.(app.url);
process.on('message', () => {
  // The collector frees a buffer one round after it found that nobody holds it.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ inUse: heapUsed + external } satisfies MemoryInUse);
});
