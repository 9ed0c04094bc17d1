import { existsSync, readFileSync } from 'node:fs';
import type { Figure, Row, RowResult } from './row.js';

/** What one row gave, when and how. */
export interface Measured extends RowResult {
  readonly id: string;
  readonly tookS: number;
  readonly date: string;
}

/** The file of figures. */
export interface Results {
  readonly machine: string;
  readonly seed: number;
  readonly rows: readonly Measured[];
}

/** Reads a file of figures; without the file, there are none. */
export function readResults(file: string): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Returns whether every figure is finite and every row of the answers was the right one. */
export function works({ figures, rowsEqual }: RowResult): boolean {
  return rowsEqual && figures.length > 0 && figures.every(({ value }) => Number.isFinite(value));
}

/** Returns the figures as a table of Markdown. @param before an earlier run, for one more column. */
export function table(rows: readonly Row[], results: Results, before?: Results): string {
  const head = [
    '#',
    'what was done',
    'reference',
    'figure',
    'ours',
    'reference’s',
    'value',
    'to reach',
    'reached',
  ];
  if (before !== undefined) head.push('before');
  const lines = rows.flatMap(({ id, work, reference }) => {
    const measured = results.rows.find((each) => each.id === id);
    if (measured === undefined) return [];
    return measured.figures.map((figure, at) => {
      const cells = at === 0 ? [id, work, reference] : ['', '', ''];
      cells.push(figure.name, raw(figure.ours, figure), raw(figure.reference, figure), shown(figure));
      cells.push(bound(figure), reached(figure));
      if (before !== undefined) cells.push(earlier(before, id, figure.name));
      return `| ${cells.join(' | ')} |`;
    });
  });
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
}

/** Returns the page `bench/RESULTS.md`. @param text where the time goes, kept in a file of its own. */
export function page(rows: readonly Row[], results: Results, text: string, before?: Results): string {
  const notes = results.rows.map(({ id, notes: given = [], rowsEqual, tookS, date }) => {
    const equal = rowsEqual ? '' : ' **Rows were not equal.**';
    return `- **${id}** (\`npm run bench -- --only ${id}\`, ${date}, ${tookS.toFixed(0)} s): ${given.join(' ')}${equal}`;
  });
  return `# Bench

Written by \`npm run bench\`: ${results.machine}; seed ${results.seed}. \`npm run bench -- --only P5,P6\` measures some rows,
\`--quick\` only shows that all of them work, \`--before\` adds earlier values: of a file like \`bench/results.json\`, or of a commit,
which is built and measured by the same rows.

Every figure stands beside its reference, which ran in the same minutes on the same machine: both are programs of their own,
warm, in turns, against the local emulator in a third process. Medians of five rounds, or as said below. Every row also
compares the rows of both sides, or counts them against the emulator's fleet. \`×\`: ours divided by the reference's.
The planner at length is in [PLANNER.md](PLANNER.md), by \`npm run bench:planner\`.

${table(rows, results, before)}

${notes.join('\n')}

${text}`;
}

function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString('en-GB').replaceAll(',', ' ');
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const raw = (value: number, { rawUnit }: Figure): string => `${number(value)} ${rawUnit}`;

const shown = ({ value, unit }: Pick<Figure, 'value' | 'unit'>): string =>
  unit === '×' ? `${value.toFixed(2)} ×` : `${number(value)} ${unit}`;

function bound({ atMost, atLeast }: Figure): string {
  if (atMost !== undefined) return `≤ ${atMost}`;
  return atLeast === undefined ? '' : `≥ ${atLeast}`;
}

function reached({ value, atMost, atLeast }: Figure): string {
  if (atMost === undefined && atLeast === undefined) return '';
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity) ? 'yes' : '**no**';
}

function earlier(before: Results, id: string, name: string): string {
  const figure = before.rows.find((row) => row.id === id)?.figures.find((each) => each.name === name);
  return figure === undefined ? '' : shown(figure);
}
