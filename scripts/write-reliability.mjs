// Writes docs/RELIABILITY.md: promise, what is measured, the figure last measured, by which test and when. Every figure
// was written by a test as it ran (test/support/figures.ts), and is kept in docs/reliability.json. A figure that the last run did
// not measure again stays. `--whole suite` or `--whole full` says that the run had all tests of this size: then figures that it
// did not measure belong to tests that are gone, and are removed.
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
  ['R16', 'A replica may be killed in the middle of its work'],
  ['R17', 'One key makes one query'],
  ['R18', 'No input is a fault of ours'],
  ['R19', 'No answer of the vendor is one either'],
  ['R20', 'Hours leave nothing behind'],
  ['R21', 'Callers do not wait for each other'],
  ['R22', 'Clocks may differ'],
  ['R23', 'Exports of any size pass through little memory'],
  ['R25', 'Complete is said of what was handed out'],
  ['R26', 'Memory has a budget'],
  ['R27', 'No request holds the event loop'],
  ['R28', 'A list of servers may change while it is read'],
  ['R29', 'One server has a bound'],
  ['R30', 'A stream ends in words'],
  ['R31', 'A foreign record in Redis stops nothing'],
  ['R32', 'HEAD reads nothing'],
  ['S40', 'What is read upstream is paid for'],
  ['S41', 'A wrong key locks out nobody else'],
  ['S42', 'Everything of ours in Redis is sealed'],
  ['S43', 'An export needs the right to read what it exports'],
  ['S44', 'A ticket opens streams of rows only'],
  ['S45', 'Ids that the vendor sends are checked'],
  ['S46', 'Archives of any size are checked'],
  ['quota', 'What the quota cannot bring is said beforehand'],
  ['coalescing', 'Equal questions are asked once'],
  ['hedging', 'Who is late may be asked twice, where the operator allows it'],
  ['background', 'Large queries go on in the background'],
  ['watches', 'What opens is told soon, for few calls'],
  ['sharing', 'What one replica has read the others need not ask'],
];
/** Promises with figures, in the order of the page. */
const PAGE = join(root, 'docs/RELIABILITY.md');
const DATA = join(root, 'docs/reliability.json');

const [flag, whole] = process.argv.slice(2);
if (flag !== undefined && (flag !== '--whole' || !['suite', 'full'].includes(whole)))
  throw new Error('usage: write-reliability.mjs [--whole suite|full]');

const measured = existsSync(join(cache, 'figures'))
  ? readdirSync(join(cache, 'figures')).map((name) =>
      JSON.parse(readFileSync(join(cache, 'figures', name), 'utf8')),
    )
  : [];
const before = existsSync(DATA) ? JSON.parse(readFileSync(DATA, 'utf8')) : [];
const sources = new Set(
  ['src', 'emulator', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => basename(file)),
  ),
);

const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
const runs = PROMISES.flatMap(([promise]) => figuresOf(promise));
const lines = [
  '# What was promised, and what was measured',
  '',
  'Written by the tests as they ran (`npm run test:faults`, `npm run test:faults -- --full`, `npm run soak`); not by hand.',
  'Every single run is in [reliability.json](reliability.json). "suite" is the size that runs with every `npm test`, "full" the one',
  'that the promise names. Times are those of a machine that may do other things besides.',
  `Machine of the last run: ${cpus().length} processors, Node ${process.versions.node}.`,
  '',
  '| promise | what holds | measured | demanded | size | date |',
  '|---|---|---|---|---|---|',
  ...PROMISES.flatMap(([promise, title]) => {
    const own = runs.filter((run) => run.promise === promise);
    return own.length === 0 ? [] : [rowOf(promise, title, own)];
  }),
];
writeFileSync(DATA, `${JSON.stringify(runs, null, 1)}\n`);
writeFileSync(PAGE, `${lines.join('\n').trimEnd()}\n`);
console.log(`written: docs/RELIABILITY.md (${measured.length} figures of this machine)`);

/** One row for a promise: the first run of the largest size that was measured, and how many more there are. */
function rowOf(promise, title, own) {
  const largest = own.some(({ size }) => size === 'full') ? 'full' : 'suite';
  const [first, ...others] = own.filter(({ size }) => size === largest);
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const dates = own.map(({ date }) => date).sort();
  return `| ${[
    /^[RS]\d/.test(promise) ? promise : '',
    title,
    `${first.what}: ${first.figure}${more}`,
    first.demand,
    largest,
    dates.at(-1),
  ]
    .map(cell)
    .join(' | ')} |`;
}

/** What was measured here, and what the page knows besides. */
function figuresOf(promise) {
  const own = measured
    .filter((figure) => figure.promise === promise)
    .map(({ at, what, figure, demand, size, file }) => ({
      ...{ promise, what, figure, demand, size, file },
      date: at.slice(0, 10),
    }));
  const key = ({ what, size, file }) => [what, size, file].map(cell).join('\n');
  const anew = new Set(own.map(key));
  const kept = before.filter(
    (row) =>
      row.promise === promise &&
      row.figure !== undefined &&
      !anew.has(key(row)) &&
      (row.size !== whole || !row.file.endsWith('.spec.ts')) &&
      sources.has(basename(row.file)),
  );
  return [...own, ...kept].sort((a, b) => a.what.localeCompare(b.what) || a.size.localeCompare(b.size));
}
