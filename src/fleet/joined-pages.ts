import type { Compare } from './outcome.js';

interface JoinOptions<R> {
  readonly compare: Compare<R>;
  /** Returns rows in the order of `compare`, of equal ones the first. Leaves the given array as it is. */
  readonly sortDistinct: (rows: readonly R[]) => readonly R[];
  /** Whether the last row of each page must be the first row of the next one. */
  readonly overlap: boolean;
}

interface JoinedPages<R> {
  /** All rows of the pages: sorted, no two equal. */
  readonly rows: readonly R[];
  /** Whether the pages can be pages of one list that stood still while it was read. */
  readonly fit: boolean;
}

/**
 * Joins the pages of one read in their order, and checks that they fit together: neighbours share their row, and no other
 * row is on two pages. A row that is repeated inside one page comes from the source itself, so it is only dropped.
 *
 * @param pages at least one.
 */
export function joinPages<R>(
  pages: readonly (readonly R[])[],
  { compare, sortDistinct, overlap }: JoinOptions<R>,
): JoinedPages<R> {
  const [first = []] = pages;
  if (pages.length === 1) return { rows: sortDistinct(first), fit: true };
  const all = first.slice();
  let fit = true;
  for (let number = 1; number < pages.length; number++) {
    const before = pages[number - 1] as readonly R[];
    const page = pages[number] as readonly R[];
    const shared = overlap && sharesRow(before, page, compare);
    if (overlap && !shared) fit = false;
    for (let at = shared ? 1 : 0; at < page.length; at++) all.push(page[at] as R);
  }
  const rows = sortDistinct(all);
  if (fit && rows.length < all.length) {
    let distinctByPage = 0;
    for (const page of pages) distinctByPage += sortDistinct(page).length;
    fit = rows.length === distinctByPage - (overlap ? pages.length - 1 : 0);
  }
  return { rows, fit };
}

function sharesRow<R>(before: readonly R[], page: readonly R[], compare: Compare<R>): boolean {
  return before.length > 0 && page.length > 0 && compare(before.at(-1) as R, page[0] as R) === 0;
}
