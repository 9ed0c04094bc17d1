import type { Compare } from './outcome.js';

/** What a row is ordered by; `null` and `undefined` come first and are equal. */
export type OrderKey<R> = (row: R) => number | string | null | undefined;

/** Makes an order by one key: null, then numbers by value, then strings by code unit. */
export function by<R>(key: OrderKey<R>): Compare<R> {
  return (a, b) => compareKeys(key(a), key(b));
}

/** Makes the opposite order (null last). */
export function descending<R>(compare: Compare<R>): Compare<R> {
  return (a, b) => compare(b, a);
}

/** Joins orders: the first one that does not find two rows equal decides. */
export function inOrderOf<R>(...orders: readonly Compare<R>[]): Compare<R> {
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** Compares two keys: null, then numbers by value, then strings by code unit. */
export function compareKeys(
  a: number | string | null | undefined,
  b: number | string | null | undefined,
): number {
  if (a === b) return 0;
  const rankA = rank(a);
  const rankB = rank(b);
  if (rankA !== rankB || rankA < 2) return rankA - rankB;
  return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
}

/** null 0, NaN 1, number 2, string 3. */
function rank(key: number | string | null | undefined): number {
  if (typeof key === 'string') return 3;
  if (typeof key === 'number') return Number.isNaN(key) ? 1 : 2;
  return 0;
}
