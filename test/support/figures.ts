import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect } from '@jest/globals';

/** Where runs write what they measured. `scripts/write-reliability.mjs` makes docs/RELIABILITY.md from it. */
const FIGURES = resolve(import.meta.dirname, '../../node_modules/.cache/portolan/figures');

/** Whether the long sizes were asked for: `npm run test:faults -- --full`. */
export const FULL = process.env['FAULTS'] === 'full';

/** Returns the first size in usual runs, the second in full runs. */
export function size(usual: number, full: number): number {
  return FULL ? full : usual;
}

/**
 * Records one measured figure of the running test, and the demand. Later runs of the same test and size replace it.
 *
 * @param promise the promise's number, such as `R6`.
 */
export function measured(promise: string, what: string, figure: string, demand: string): void {
  const { currentTestName: test = '', testPath = '' } = expect.getState();
  const entry = {
    promise,
    what,
    figure,
    demand,
    test,
    file: basename(testPath),
    size: FULL ? 'full' : 'suite',
    at: new Date().toISOString(),
  };
  const key = createHash('sha256').update([promise, what, test, entry.size].join('\n')).digest('hex');
  mkdirSync(FIGURES, { recursive: true });
  writeFileSync(join(FIGURES, `${key.slice(0, 24)}.json`), JSON.stringify(entry));
}
