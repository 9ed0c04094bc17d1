// `npm run bench`: measures the rows of the table and writes bench/RESULTS.md and bench/results.json.
// `-- --only P5,P6` measures some of them and leaves the others' figures as they are, `--quick` runs them all with small sizes and
// writes nothing, `--seed N` is another fleet. `--before` adds a column with earlier figures: of a file, or of a commit, which is
// then built and measured first. `--figures FILE` writes the figures into that file and nothing else. After `--minutes` (20) no
// further row begins: those keep their earlier figures, and are named for another run with `--only`.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figuresBefore } from './earlier.js';
import { page, readResults, table, works, type Measured, type Results } from './results.js';
import type { Order, Row } from './row.js';
import { ROWS } from './rows/index.js';

const RESULTS = 'bench/results.json';
const PAGE = 'bench/RESULTS.md';
const QUICK_ROWS_AT_ONCE = 2;
const TEXT = 'bench/where-the-time-goes.md';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    before: { type: 'string' },
    figures: { type: 'string' },
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const order: Order = { quick: values.quick, seed: Number(values.seed) };
const wanted = wantedRows(values.only);
const before = values.before === undefined ? undefined : figuresBefore(values.before, optionsOfRows());
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform}`;
console.log(`bench: ${machine}; seed ${order.seed}`);

const endsAt = performance.now() + Number(values.minutes) * 60_000;
const measured: Measured[] = [];
const left = [...wanted];
// Times mean nothing in a quick run, so rows may share the machine.
await Promise.all(Array.from({ length: order.quick ? QUICK_ROWS_AT_ONCE : 1 }, measureNext));
const earlier = order.quick || values.figures !== undefined ? [] : (readResults(RESULTS)?.rows ?? []);
const results: Results = {
  machine,
  seed: order.seed,
  rows: ROWS.flatMap(({ id }) => {
    const found = measured.find((row) => row.id === id) ?? earlier.find((row) => row.id === id);
    return found === undefined ? [] : [found];
  }),
};
console.log(table(wanted, results, before));
if (values.figures !== undefined) writeFileSync(values.figures, JSON.stringify(results));
else if (!order.quick) {
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(PAGE, page(ROWS, results, readFileSync(TEXT, 'utf8'), before));
}
const failed = wanted.filter(
  (row) => !left.includes(row) && !measured.some((each) => each.id === row.id && works(each)),
);
if (left.length > 0)
  console.log(
    `bench: no time was left for others: npm run bench -- --only ${left.map(({ id }) => id).join(',')}`,
  );
console.log(
  failed.length === 0
    ? `bench: ${measured.length} rows measured`
    : `bench: failed: ${failed.map(({ id }) => id).join(', ')}`,
);
if (failed.length > 0) process.exitCode = 1;

function optionsOfRows(): string[] {
  return [
    ...['--only', wanted.map(({ id }) => id).join(',')],
    ...['--seed', values.seed],
    ...['--minutes', values.minutes],
    ...(values.quick ? ['--quick'] : []),
  ];
}

function wantedRows(only: string | undefined): readonly Row[] {
  if (only === undefined) return ROWS;
  const ids = only.split(',').map((id) => id.trim().toUpperCase());
  const unknown = ids.filter((id) => !ROWS.some((row) => row.id === id));
  if (unknown.length > 0) throw new Error(`--only: ${unknown.join(', ')} is not a row of the bench`);
  return ROWS.filter(({ id }) => ids.includes(id));
}

async function measureNext(): Promise<void> {
  while (performance.now() < endsAt) {
    const row = left.shift();
    if (row === undefined) return;
    const result = await measure(row);
    if (result !== undefined) measured.push(result);
  }
}

/** Measures one row. A row that fails does not stop the others. */
async function measure(row: Row): Promise<Measured | undefined> {
  const started = performance.now();
  try {
    const result = await row.run(order);
    const tookS = (performance.now() - started) / 1_000;
    console.log(`bench: ${row.id} took ${tookS.toFixed(0)} s${result.rowsEqual ? '' : ', ROWS NOT EQUAL'}`);
    for (const note of result.notes ?? []) console.log(`bench: ${row.id}: ${note}`);
    return { ...result, id: row.id, tookS, date: new Date().toISOString().slice(0, 10) };
  } catch (error) {
    console.error(`bench: ${row.id} failed:`, error);
    return undefined;
  }
}
