// Writes docs/RELIABILITY.md: promise, what is measured, the figure last measured, by which test and when. Every figure
// was left by a test as it ran (test/support/figures.ts); tests that measure nothing are named with their outcome.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules/.cache/portolan');
const PROMISES = [
  ['R1', 'No row lost or doubled, whatever breaks'],
  ['R2', 'The same while rows move between pages'],
  ['R3', 'Retries never storm'],
  ['R4', 'Full rate soon after the upstream heals'],
  ['R5', 'The quota is used up and hardly exceeded, by all replicas together'],
  ['R6', 'One token request for all replicas'],
  ['R7', 'Whoever renews a token may die'],
  ['R8', 'A dead Redis costs nothing but sharing'],
  ['R9', 'A Redis in trouble costs a moment, once'],
  ['R10', 'An emptied or poisoned Redis costs nothing'],
  ['R11', 'Deadlines are kept'],
  ['R12', 'A client that hangs up ends the work'],
  ['R13', 'A slow reader costs little, and is cut when it stops'],
  ['R14', 'Too much at once is turned away early'],
  ['R15', 'SIGTERM drops nothing'],
  ['R18', 'No input is a fault of ours'],
  ['R19', 'No answer of the vendor is one either'],
  ['R20', 'Hours leave nothing behind'],
  ['R21', 'Callers do not wait for each other'],
  ['R22', 'Clocks may differ'],
  ['R23', 'Exports of any size pass through little memory'],
  ['quota', 'What the quota cannot bring is said beforehand'],
  ['coalescing', 'Equal questions are asked once'],
  ['hedging', 'Who is late may be asked twice, where the operator allows it'],
  ['sharing', 'What one replica has read the others need not ask'],
];
/** Tests that stand for a promise without a figure of their own, by words of their names. */
const ALSO = {
  R2: /over a moving source/,
  R3: /retr(y|ies).*(budget|storm|traffic)|storm|amplif/i,
  R4: /heal|recover|brown/i,
};

const figures = existsSync(join(cache, 'figures'))
  ? readdirSync(join(cache, 'figures')).map((name) =>
      JSON.parse(readFileSync(join(cache, 'figures', name), 'utf8')),
    )
  : [];
const outcomes = existsSync(join(cache, 'faults.json'))
  ? JSON.parse(readFileSync(join(cache, 'faults.json'), 'utf8')).testResults.flatMap(
      ({ name, assertionResults, endTime }) =>
        assertionResults.map(({ fullName, status }) => ({
          file: basename(name),
          test: fullName,
          status,
          at: new Date(endTime).toISOString(),
        })),
    )
  : [];

const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
const lines = [
  '# What was promised, and what was measured',
  '',
  'Written by the tests as they ran (`npm run test:faults`, `npm run test:faults -- --full`, `npm run soak`); not by hand.',
  `Machine of the last run: ${cpus().length} processors, Node ${process.versions.node}. "suite" is the size that runs with every \`npm test\`,`,
  '"full" the one that the promise names. Times are those of a machine that may do other things besides.',
  '',
];
for (const [promise, title] of PROMISES) {
  const own = figures
    .filter((figure) => figure.promise === promise)
    .sort((a, b) => a.what.localeCompare(b.what) || a.size.localeCompare(b.size));
  const also = ALSO[promise] === undefined ? [] : outcomes.filter(({ test }) => ALSO[promise].test(test));
  if (own.length === 0 && also.length === 0) continue;
  lines.push(`## ${/^R\d/.test(promise) ? `${promise}. ` : ''}${title}`, '');
  if (own.length > 0) {
    lines.push('| measured | figure | demanded | size | test | date |', '|---|---|---|---|---|---|');
    for (const { what, figure, demand, size, file, at } of own)
      lines.push(`| ${[what, figure, demand, size, file, at.slice(0, 10)].map(cell).join(' | ')} |`);
    lines.push('');
  }
  if (also.length > 0) {
    lines.push('| test | outcome | date |', '|---|---|---|');
    for (const { test, status, file, at } of also)
      lines.push(`| ${[`${file}: ${test}`, status, at.slice(0, 10)].map(cell).join(' | ')} |`);
    lines.push('');
  }
}
writeFileSync(join(root, 'docs/RELIABILITY.md'), `${lines.join('\n').trimEnd()}\n`);
console.log(`written: docs/RELIABILITY.md (${figures.length} figures)`);
