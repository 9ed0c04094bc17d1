import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './load-config.js';

/** The environment of this process; the only place that reads it. */
export function environmentOfProcess(): Environment {
  return process.env;
}

/** Where `config/` is: three levels above this file, in `src` and in `dist` alike. */
export function projectDirectory(): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
}
