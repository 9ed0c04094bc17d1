import { pageText, renderListing, type Listing } from './answer.js';

/** Scripted faults that move or hide the rows of a list. */
export const ROW_FAULTS = [
  'drift',
  'null_list',
  'absent_list',
  'total_big',
  'total_small',
  'empty_page',
  'duplicate_rows',
] as const;
export type RowFault = (typeof ROW_FAULTS)[number];

export function isRowFault(kind: string): kind is RowFault {
  return (ROW_FAULTS as readonly string[]).includes(kind);
}

/**
 * How many invented rows precede the real ones, strike by strike. Real rows only move, so a client that reads again can
 * still get all of them. Seven values (choice), because few page walks have seven pages: such a walk would meet the same
 * shift on the same page every time.
 */
const DRIFT = [1, 2, 0, 2, 1, 3, 0] as const;

/** Number of rows that `duplicate_rows` repeats; choice. */
const DUPLICATES = 3;

/** How much `total_big` adds to the total; choice. */
const SURPLUS = 1000;

/** Returns the page with its rows moved or hidden. @param strike how often the same fault met the same list before. */
export function renderFaultyPage(listing: Listing, rowFault: RowFault, strike: number): string {
  const { total, offset, limit } = listing;
  const rows = (from: number, to: number): string[] => {
    const end = Math.min(total, to);
    return from < end ? listing.slice(from, end) : [];
  };
  switch (rowFault) {
    case 'drift': {
      const phantoms = DRIFT[strike % DRIFT.length] as number;
      const front: string[] = [];
      for (let n = offset; n < Math.min(phantoms, offset + limit); n += 1) front.push(phantomOf(listing, n));
      const from = Math.max(0, offset - phantoms);
      return pageText(total + phantoms, [...front, ...rows(from, from + limit - front.length)]);
    }
    case 'null_list':
      return `{"total_num":${total},"data_list":null}`;
    case 'absent_list':
      return `{"total_num":${total}}`;
    case 'total_big':
      return pageText(total + SURPLUS, rows(offset, offset + limit));
    case 'total_small':
      return pageText(total >> 1, rows(offset, offset + limit));
    case 'empty_page':
      return pageText(total, []);
    case 'duplicate_rows': {
      // As if the list held the last rows of its first page twice.
      if (total <= limit) return renderListing(listing);
      if (offset === 0) return pageText(total + DUPLICATES, rows(0, limit));
      const from = offset - DUPLICATES;
      return pageText(total + DUPLICATES, rows(from, from + limit));
    }
  }
}

function phantomOf(listing: Listing, n: number): string {
  return listing.phantom?.(n) ?? '{}';
}
