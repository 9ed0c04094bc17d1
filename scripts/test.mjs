// All tests: builds, sees to a Redis server, and runs Jest as ES modules want it. Arguments go to Jest.
//
// Four spec files run at the same time on two cores, and many of them measure time-outs of processes of their own. A
// spec file that fails beside others is therefore run once more, alone. The run fails if it fails again. Tests that
// passed only alone are listed at the end, so that nobody overlooks them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const jest = join(root, 'node_modules/jest/bin/jest.js');
/** Most spec files that are run again: more than these fail for another reason than a busy machine. */
const MOST_AGAIN = 8;
/** Where each spec file leaves how much of its traffic was compared with the OpenAPI document (test/support/witness.ts). */
const traffic = join(root, 'node_modules/.cache/portolan/traffic.ndjson');

mustPass(run([join(root, 'scripts/build.mjs'), '--unchecked']));
mustPass(run([join(root, 'scripts/ensure-redis.mjs')]));
rmSync(traffic, { force: true });
const directory = mkdtempSync(join(tmpdir(), 'portolan-tests-'));
try {
  process.exitCode = tests(process.argv.slice(2));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs the tests, then those that failed alone, and returns the exit code. */
function tests(args) {
  const first = runJest('first', args);
  const files = failedFiles(first);
  if (first.code === 0 || files.length === 0 || files.length > MOST_AGAIN)
    return ended(first.code, first.results);
  console.log(`\n${files.length} spec files failed beside others; they run once more, alone.\n`);
  const second = runJest('second', ['--runInBand', '--runTestsByPath', ...files]);
  const unsteady = failedTests(first).filter((name) => !failedTests(second).includes(name));
  if (unsteady.length > 0)
    console.log(`\nPassed only when run alone:\n${unsteady.map((name) => `  ${name}\n`).join('')}`);
  return ended(second.code, merged(first.results, second.results));
}

function runJest(name, args) {
  const file = join(directory, `${name}.json`);
  const code = run([
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--json',
    `--outputFile=${file}`,
    ...args,
  ]);
  return { code, results: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
}

function failedFiles({ results }) {
  return (results?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);
}

function failedTests({ results }) {
  const files = results?.testResults ?? [];
  return files.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${name}: ${fullName}`),
  );
}

/** Counts each test once: those of the second run in place of their first outcome. */
function merged(first, second) {
  if (second === undefined) return first;
  const again = new Set(second.testResults.map(({ name }) => name));
  const once = first.testResults.filter(({ name }) => !again.has(name));
  return { testResults: [...once, ...second.testResults] };
}

/** Writes how many tests passed and failed where `TEST_COUNTS` names a file, and returns the exit code. */
function ended(code, results) {
  if (code === 0) sayTraffic();
  const counts = process.env.TEST_COUNTS;
  if (counts !== undefined) {
    const all = (results?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
    const count = (wanted) => all.filter(({ status }) => status === wanted).length;
    // A run that failed has at least one failure: a file that does not load has no tests.
    const failed = Math.max(count('failed'), code === 0 ? 0 : 1);
    writeFileSync(counts, JSON.stringify({ passed: count('passed'), failed }));
  }
  return code;
}

/** All tests have passed, so nothing of it broke the document. */
function sayTraffic() {
  const lines = existsSync(traffic) ? readFileSync(traffic, 'utf8').split('\n').filter(Boolean) : [];
  const sum = (name) => lines.reduce((total, line) => total + JSON.parse(line)[name], 0);
  console.log(
    `\nCompared with docs/openapi.full.json: ${sum('answers')} answers and ${sum('requests')} requests that were taken; no violation.`,
  );
}

function run(args) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return signal === null ? status : 1;
}

function mustPass(code) {
  if (code !== 0) process.exit(code);
}
