import { optionsFromEnvironment } from './environment.js';
import { startEmulator } from './server.js';

const read = optionsFromEnvironment(process.env);
if ('faults' in read) {
  process.stderr.write(
    `The emulator does not start:\n${read.faults.map((fault) => `  - ${fault}\n`).join('')}`,
  );
  process.exit(1);
}

const emulator = await startEmulator(read.options).catch((error: unknown): never => {
  process.stderr.write(
    `The emulator does not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
process.stdout.write(
  `emulator: ${emulator.url} (${read.options.hosts} servers, seed ${read.options.seed})\n`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void emulator.close().then(() => process.exit(0));
  });
}
