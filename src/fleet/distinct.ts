import type { Compare } from './outcome.js';

/**
 * Returns the rows in order, each once. Of equal rows the first stays. Never changes the given array, and returns it when it
 * is sorted and distinct already, which costs one comparison a row.
 */
export function sortDistinct<R>(rows: readonly R[], compare: Compare<R>): readonly R[] {
  let i = 1;
  while (i < rows.length && compare(rows[i - 1] as R, rows[i] as R) < 0) i++;
  if (i >= rows.length) return rows;
  return dropRepeats(rows.slice().sort(compare), compare);
}

/** Keeps the first of equal neighbours, in place. */
function dropRepeats<R>(sorted: R[], compare: Compare<R>): R[] {
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) {
    const row = sorted[i] as R;
    if (kept > 0 && compare(sorted[kept - 1] as R, row) === 0) continue;
    sorted[kept++] = row;
  }
  sorted.length = kept;
  return sorted;
}
