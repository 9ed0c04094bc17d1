import type { Row } from '../reading/reading.js';

/** Returns rows sorted by a member, `-` in front for descending; the order of equal rows stays. Nothing known goes last. */
export function sorted(rows: readonly Row[], by: string | undefined): readonly Row[] {
  if (by === undefined) return rows;
  const descending = by.startsWith('-');
  const name = descending ? by.slice(1) : by;
  const direction = descending ? -1 : 1;
  return [...rows].sort((a, b) => compare(a[name], b[name], direction));
}

function compare(a: unknown, b: unknown, direction: number): number {
  if (a === b) return 0;
  if (isNothing(a)) return isNothing(b) ? 0 : 1;
  if (isNothing(b)) return -1;
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  const left = typeof a === 'string' ? a : JSON.stringify(a);
  const right = typeof b === 'string' ? b : JSON.stringify(b);
  return (left < right ? -1 : left > right ? 1 : 0) * direction;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** A line of the table: a row, or the head of a group. */
export type Line =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'group'; readonly key: string; readonly value: unknown; readonly count: number };

/** Lines of the table by their number. */
export interface Lines {
  readonly length: number;
  readonly groups: number;
  at(index: number): Line | undefined;
}

/** Returns rows as lines, grouped by a member, the largest group first. Rows of a closed group are no lines. */
export function linesOf(rows: readonly Row[], by: string | undefined, closed: ReadonlySet<string>): Lines {
  if (by === undefined)
    return {
      length: rows.length,
      groups: 0,
      at: (index) => {
        const row = rows[index];
        return row === undefined ? undefined : { kind: 'row', row };
      },
    };
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(row[by] ?? null);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const lines: Line[] = [];
  for (const [key, group] of [...groups].sort(([, a], [, b]) => b.length - a.length)) {
    lines.push({ kind: 'group', key, value: group[0]?.[by], count: group.length });
    if (!closed.has(key)) for (const row of group) lines.push({ kind: 'row', row });
  }
  return { length: lines.length, groups: groups.size, at: (index) => lines[index] };
}
