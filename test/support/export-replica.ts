import { startApp } from './stack.js';

/** What a replica is started with. */
export interface ExportReplicaOptions {
  readonly upstreamUrl: string;
  /** Laid over the tests' configuration. */
  readonly config: Record<string, unknown>;
}

// A whole application in a process of its own, which a test may kill and measure. Says its
// address when it listens.
const options = JSON.parse(process.env['EXPORT_REPLICA'] ?? '') as ExportReplicaOptions;
const app = await startApp(options.upstreamUrl, { config: options.config });
process.send?.(app.url);
