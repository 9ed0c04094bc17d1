import type { Page } from './outcome.js';

/** How much of a page the next one reads again, in pages: as many rows may vanish between two calls. A choice. */
const OVERLAP = 0.25;
/** Calls that a walk may take for each that a list standing still would need. A choice. */
const MOST_FACTOR = 3;
const SPARE_CALLS = 8;

interface LinkedWalkOptions<R> {
  /** Rows to a page, 2 or more. */
  readonly pageLimit: number;
  readonly id: (row: R) => string;
  readonly fetchPage: (offset: number, limit: number) => Promise<Page<R>>;
}

/**
 * Reads a list that changes meanwhile, page after page, each of which begins inside of the one before: a page that shares
 * no row with it is read again further up. So every row that is there from the first call to the last is among those
 * given, as long as the list keeps the order of its rows. Rows that come or go meanwhile may be among them or not.
 *
 * @returns distinct rows, in no order; undefined when the list moves faster than it can be followed.
 * Cost: about a third more calls than the list has pages, one at a time.
 */
export async function walkLinked<R>({
  pageLimit,
  id,
  fetchPage,
}: LinkedWalkOptions<R>): Promise<readonly R[] | undefined> {
  const rows = new Map<string, R>();
  const overlap = Math.max(1, Math.ceil(pageLimit * OVERLAP));
  let before: ReadonlySet<string> = new Set();
  let offset = 0;
  let back = overlap;
  let most = SPARE_CALLS;
  for (let calls = 0; calls < most; calls++) {
    const page = await fetchPage(offset, pageLimit);
    most = Math.max(most, SPARE_CALLS + (MOST_FACTOR * (page.total ?? rows.size)) / pageLimit);
    if (offset > 0 && !page.rows.some((row) => before.has(id(row)))) {
      offset = Math.max(0, offset - back);
      back *= 2;
      continue;
    }
    back = overlap;
    for (const row of page.rows) rows.set(id(row), row);
    if (page.rows.length < pageLimit) return [...rows.values()];
    before = new Set(page.rows.map(id));
    offset += pageLimit - overlap;
  }
  return undefined;
}
