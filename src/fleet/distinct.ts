import type { Compare } from './outcome.js';

/**
 * The rows in order, each once. Gives back the same array when it is sorted and free of duplicates already, which
 * costs one comparison a row; never changes it. Of equal rows the first stays.
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
