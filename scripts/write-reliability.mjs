// Writes docs/RELIABILITY.md: promise, what is measured, the figure last measured, by which test and when. Every figure
// was left by a test as it ran (test/support/figures.ts); tests that measure nothing are named with their outcome. Rows of
// the page that nothing has measured anew stay, wherever they were measured: `--whole suite` or `--whole full` says that
// a run of this size was a whole one, so that what it did not measure is no longer measured by anything.
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
  ['sharing', 'What one replica has read the others need not ask'],
];
/** Tests that stand for a promise without a figure of their own, by words of their names. */
const ALSO = {
  R2: /over a moving source/,
  R3: /retr(y|ies).*(budget|storm|traffic)|storm|amplif/i,
  R4: /heal|recover|brown/i,
};

const PAGE = join(root, 'docs/RELIABILITY.md');
const FIGURES = ['what', 'figure', 'demand', 'size', 'file', 'date'];
const OUTCOMES = ['test', 'outcome', 'date'];

const [flag, whole] = process.argv.slice(2);
if (flag !== undefined && (flag !== '--whole' || !['suite', 'full'].includes(whole)))
  throw new Error('usage: write-reliability.mjs [--whole suite|full]');

const measured = existsSync(join(cache, 'figures'))
  ? readdirSync(join(cache, 'figures')).map((name) =>
      JSON.parse(readFileSync(join(cache, 'figures', name), 'utf8')),
    )
  : [];
const ran = existsSync(join(cache, 'faults.json'))
  ? JSON.parse(readFileSync(join(cache, 'faults.json'), 'utf8')).testResults.flatMap(
      ({ name, assertionResults, endTime }) =>
        assertionResults.map(({ fullName, status }) => ({
          test: `${basename(name)}: ${fullName}`,
          outcome: status,
          date: new Date(endTime).toISOString().slice(0, 10),
        })),
    )
  : [];

const before = existsSync(PAGE) ? rowsOf(readFileSync(PAGE, 'utf8')) : [];
const sources = new Set(
  ['src', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => basename(file)),
  ),
);

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
  const own = figuresOf(promise);
  const also = outcomesOf(promise);
  if (own.length === 0 && also.length === 0) continue;
  lines.push(`## ${headingOf(promise, title)}`, '');
  if (own.length > 0)
    lines.push('| measured | figure | demanded | size | test | date |', '|---|---|---|---|---|---|');
  if (own.length > 0) lines.push(...own.map((row) => line(FIGURES, row)), '');
  if (also.length > 0) lines.push('| test | outcome | date |', '|---|---|---|');
  if (also.length > 0) lines.push(...also.map((row) => line(OUTCOMES, row)), '');
}
writeFileSync(PAGE, `${lines.join('\n').trimEnd()}\n`);
console.log(`written: docs/RELIABILITY.md (${measured.length} figures of this machine)`);

function headingOf(promise, title) {
  return `${/^[RS]\d/.test(promise) ? `${promise}. ` : ''}${title}`;
}

function line(names, row) {
  return `| ${names.map((name) => cell(row[name])).join(' | ')} |`;
}

/** What was measured here, and what the page knows besides. */
function figuresOf(promise) {
  const own = measured
    .filter((figure) => figure.promise === promise)
    .map(({ at, ...figure }) => ({ ...figure, date: at.slice(0, 10) }));
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

/** Outcomes of the tests that stand for a promise: of the last run that had any of them. */
function outcomesOf(promise) {
  const words = ALSO[promise];
  if (words === undefined) return [];
  const own = ran.filter(({ test }) => words.test(test));
  return own.length > 0 ? own : before.filter((row) => row.promise === promise && row.outcome !== undefined);
}

/** The rows of the page as it is, each with its promise. */
function rowsOf(page) {
  const rows = [];
  let promise;
  let names;
  for (const text of page.split('\n')) {
    if (text.startsWith('## '))
      promise = PROMISES.find(([id, title]) => text === `## ${headingOf(id, title)}`)?.[0];
    const cells = text
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((part) => part.trim().replaceAll('\\|', '|'));
    if (!text.startsWith('| ') || promise === undefined) continue;
    if (cells[0] === 'measured') names = FIGURES;
    else if (cells[0] === 'test') names = OUTCOMES;
    else rows.push({ promise, ...Object.fromEntries(names.map((name, at) => [name, cells[at]])) });
  }
  return rows;
}
