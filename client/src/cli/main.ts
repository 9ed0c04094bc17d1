import { env, exit, stderr, stdin, stdout } from 'node:process';
import process from 'node:process';
import { run } from './run.js';

const abort = new AbortController();
/** Exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

process.once('SIGINT', () => {
  abort.abort();
  process.exitCode = INTERRUPTED;
});
// `portolan ports | head` has seen enough; that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : 1));
const code = await run(process.argv.slice(2), { stdin, stdout, stderr, env }, abort.signal);
process.exitCode ??= code;
