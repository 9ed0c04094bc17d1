import type { Page } from './outcome.js';

/** Share of a page that the next one reads again: as many rows may vanish between two calls. A choice. */
const OVERLAP = 0.25;
/** Calls that a walk may take for each call that an unchanging list would need. A choice. */
const MOST_FACTOR = 3;
const SPARE_CALLS = 8;

interface LinkedWalkOptions<R> {
  /** Rows to a page, 2 or more. */
  readonly pageLimit: number;
  readonly id: (row: R) => string | number;
  readonly fetchPage: (offset: number, limit: number) => Promise<Page<R>>;
}

/**
 * Reads a list that changes meanwhile, page after page. Each page begins inside of the one before; when it shares no row with
 * it, it is read again from a smaller offset. So every row that is there from the first call to the last is among those
 * returned, as long as the list keeps the order of its rows. Rows that come or go meanwhile may be among them or not.
 *
 * @returns distinct rows, in no order; undefined when the list moves faster than it can be followed.
 * Cost: about a third more calls than the list has pages, one at a time.
 */
export async function walkLinked<R>({
  pageLimit,
  id,
  fetchPage,
}: LinkedWalkOptions<R>): Promise<readonly R[] | undefined> {
  const rows = new Map<string | number, R>();
  let limit = pageLimit;
  let overlap = overlapOf(limit);
  let before: ReadonlySet<string | number> = new Set();
  let offset = 0;
  let back = overlap;
  let most = SPARE_CALLS;
  for (let calls = 0; calls < most; calls++) {
    const page = await fetchPage(offset, limit);
    if (offset === 0 && page.limit !== undefined && page.limit < limit) {
      limit = page.limit;
      overlap = overlapOf(limit);
    }
    most = Math.max(most, SPARE_CALLS + (MOST_FACTOR * (page.total ?? rows.size)) / limit);
    if (offset > 0 && !page.rows.some((row) => before.has(id(row)))) {
      offset = Math.max(0, offset - back);
      back *= 2;
      continue;
    }
    back = overlap;
    for (const row of page.rows) rows.set(id(row), row);
    if (page.rows.length < limit) return [...rows.values()];
    before = new Set(page.rows.map(id));
    offset += limit - overlap;
  }
  return undefined;
}

/** Rows that two neighbouring pages share. */
function overlapOf(limit: number): number {
  return Math.max(1, Math.ceil(limit * OVERLAP));
}
