import type { Compare, Page } from '../../fleet/outcome.js';
import type { KeyCount } from '../question/fleet-query.js';

/**
 * Pages of the counts that one look reads in turn where there are more. A choice: with the number of all rows and the alarming
 * lines a look makes eight calls, of a fleet of any size.
 */
const PAGES_A_LOOK = 6;
/** Pages that are all read by every look, as long as there are no more: as many calls. */
const ALL_PAGES = PAGES_A_LOOK + 2;

/** How the pages of the counts are read. */
export interface PartOptions {
  /** Lines to a page. */
  readonly pageLimit: number;
  /** Order and identity of lines; the vendor's order is that of the keys, whatever it is within a key. */
  readonly compare: Compare<KeyCount>;
  readonly fetchPage: (offset: number) => Promise<Page<KeyCount>>;
}

/** Returns whether there are more pages than one look reads. */
export function areManyPages(lines: number, pageLimit: number): boolean {
  return lines > ALL_PAGES * pageLimit;
}

/**
 * Reads some pages of the counts, others at each turn, and takes the rest to be as it was. Call it only while the vendor counts
 * as many rows as before.
 *
 * @param known all lines as they were, in the vendor's order of keys.
 * @returns all lines; undefined when lines have come or gone: then it is not known which lines the other pages have.
 */
export async function readPart(
  known: readonly KeyCount[],
  turn: number,
  { pageLimit, compare, fetchPage }: PartOptions,
): Promise<KeyCount[] | undefined> {
  const pages = Math.ceil(known.length / pageLimit);
  const numbers = Array.from({ length: PAGES_A_LOOK }, (_, at) => (turn * PAGES_A_LOOK + at) % pages);
  const read = await Promise.all(numbers.map((number) => fetchPage(number * pageLimit)));
  const now = [...known];
  for (const [at, page] of read.entries()) {
    const from = (numbers[at] as number) * pageLimit;
    const wanted = Math.min(pageLimit, known.length - from);
    if (page.total !== known.length || page.rows.length !== wanted) return undefined;
    if (!replaced(now, page.rows, { from, to: from + wanted }, compare)) return undefined;
  }
  return now;
}

/** Returns whether lines are those that were known with these traits, with the same counts. */
export function areAsKnown(
  lines: readonly KeyCount[],
  known: readonly KeyCount[],
  wanted: Readonly<Record<string, string>>,
  compare: Compare<KeyCount>,
): boolean {
  const same = known.filter(({ traits }) =>
    Object.entries(wanted).every(([name, value]) => traits[name] === value),
  );
  if (same.length !== lines.length) return false;
  const sorted = [...lines].sort(compare);
  return same.every((line, at) => {
    const other = sorted[at];
    return other !== undefined && compare(line, other) === 0 && line.rows === other.rows;
  });
}

/** Replaces the lines of one page. Returns false when they are not those that are known to stand there. */
function replaced(
  lines: KeyCount[],
  page: readonly KeyCount[],
  { from, to }: { readonly from: number; readonly to: number },
  compare: Compare<KeyCount>,
): boolean {
  // A key may have lines on both sides of the page's ends, in an order that the vendor does not promise.
  const first = lines.findIndex(({ key }) => key === lines[from]?.key);
  const last = lines.findLastIndex(({ key }) => key === lines[to - 1]?.key);
  const places = new Set<number>();
  for (const line of page) {
    let place = first;
    while (place <= last && compare(lines[place] as KeyCount, line) !== 0) place++;
    if (place > last) return false;
    lines[place] = line;
    places.add(place);
  }
  if (places.size !== page.length) return false;
  const [head, tail] = [lines[from]?.key, lines[to - 1]?.key];
  // Every line between is there, and as many of the keys at the ends as have room.
  return lines.slice(from, to).every(({ key }, at) => places.has(from + at) || key === head || key === tail);
}
