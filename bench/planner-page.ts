// `npm run bench:planner`: the planner's part of the bench alone, as a page of its own.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchPlanner } from './planner.js';

const RESULTS = 'bench/PLANNER.md';

const { section, result } = await benchPlanner();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform}`;
const text = `# Bench of the planner

Written by \`npm run bench:planner\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.

${section}`;
writeFileSync(RESULTS, text);
console.log(text);
const failed = result.first.some(({ met, rowsEqual }) => !met || !rowsEqual);
if (failed || result.comparisons.some(({ rowsEqual }) => !rowsEqual)) process.exitCode = 1;
