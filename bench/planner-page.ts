// `npm run bench:planner`: only the planner's part of the bench; replaces its section of the results. Its argument, a number,
// is the seed of the random queries.
import { readFileSync, writeFileSync } from 'node:fs';
import { MOST_RATIO } from './planner-choice.js';
import { benchPlanner } from './planner.js';
import { PLANNER_TITLE } from './planner-report.js';

const RESULTS = 'bench/RESULTS.md';

const seed = process.argv[2];
const { section, result } = await benchPlanner(seed === undefined ? {} : { seed: Number(seed) });
const [page = ''] = readFileSync(RESULTS, 'utf8').split(`\n${PLANNER_TITLE}`);
writeFileSync(RESULTS, `${page.trimEnd()}\n\n${section}`);
console.log(section);
const { first, comparisons, quota, changes, types } = result;
const holds =
  first.every(({ met, rowsEqual }) => met && rowsEqual) &&
  comparisons.every(({ rowsEqual, ratio }) => rowsEqual && ratio <= MOST_RATIO) &&
  quota.every(({ complete, rowsEqual }) => complete && rowsEqual) &&
  changes.missed + changes.invented === 0 &&
  types.every(({ rows, trueRows }) => rows === trueRows);
if (!holds) process.exitCode = 1;
