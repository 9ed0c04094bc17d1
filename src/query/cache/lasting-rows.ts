import type { CachedRows } from './row-cache.js';

/** Lists of rows that stay the same objects from answer to answer. */
const lasting = new WeakSet<readonly unknown[]>();

/** The first rows of an entry that a page had lately: pages of one size ask for the same ones. */
const firstRows = new WeakMap<CachedRows<unknown>, readonly unknown[]>();

/**
 * Returns the first rows of a cache entry as a list that stays the same object as long as the entry is kept. What is made
 * of such a list, such as its text, can be kept too. Nobody may change it.
 */
export function lastingRows<Row>(entry: CachedRows<Row>, count: number): Row[] {
  let rows: readonly Row[] = entry.rows;
  if (count < rows.length) {
    const known = firstRows.get(entry) as readonly Row[] | undefined;
    rows = known?.length === count ? known : entry.rows.slice(0, count);
    if (rows !== known) firstRows.set(entry, rows);
  }
  lasting.add(rows);
  return rows as Row[];
}

/** Whether a list comes from `lastingRows`. */
export function isLasting(rows: readonly unknown[]): boolean {
  return lasting.has(rows);
}
