// `npm run bench:compression`: only the compressed streams; replaces their section of the results.
import { readFileSync, writeFileSync } from 'node:fs';
import { benchCompression, COMPRESSION_TITLE } from './compression.js';
import { PLANNER_TITLE } from './planner-report.js';

const RESULTS = 'bench/RESULTS.md';

const section = await benchCompression();
const [before = '', planner = ''] = readFileSync(RESULTS, 'utf8').split(`\n${PLANNER_TITLE}`);
const [page = ''] = before.split(`\n${COMPRESSION_TITLE}`);
writeFileSync(RESULTS, `${page.trimEnd()}\n\n${section}\n${PLANNER_TITLE}${planner}`);
console.log(section);
