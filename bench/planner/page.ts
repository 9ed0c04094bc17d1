// `npm run bench:planner`: what the planner saves, at length; writes bench/PLANNER.md. Its argument, a number,
// is the seed of the random queries.
import { writeFileSync } from 'node:fs';
import { MOST_RATIO } from './choice.js';
import { benchPlanner } from './index.js';

const RESULTS = 'bench/PLANNER.md';

const seed = process.argv[2];
const { section, result } = await benchPlanner(seed === undefined ? {} : { seed: Number(seed) });
writeFileSync(RESULTS, section);
console.log(section);
const { first, comparisons, quota, changes, types } = result;
const holds =
  first.every(({ met, rowsEqual }) => met && rowsEqual) &&
  comparisons.every(({ rowsEqual, ratio }) => rowsEqual && ratio <= MOST_RATIO) &&
  quota.every(({ complete, rowsEqual }) => complete && rowsEqual) &&
  changes.missed + changes.invented === 0 &&
  types.every(({ rows, trueRows }) => rows === trueRows);
if (!holds) process.exitCode = 1;
