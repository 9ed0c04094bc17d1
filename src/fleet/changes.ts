import type { Compare } from './outcome.js';

/** One difference between an earlier and a later list of records. */
export interface Difference<R> {
  /** The record as it was; null when it is new. */
  readonly before: R | null;
  /** The record as it is; null when it is gone. */
  readonly after: R | null;
}

/**
 * Returns what differs between two lists of records, each sorted by `compare` and without duplicates.
 *
 * Records that are the same thing in both lists are paired: exactly equal ones first, then the others in their order. A
 * pair is a difference only when `matters` says so.
 *
 * @param sameThing groups records that may follow one another (say, a service after its restart); must be an order
 *   that `compare` refines.
 * @param matters whether a pair is a difference.
 */
export function differences<R>(
  before: readonly R[],
  after: readonly R[],
  compare: Compare<R>,
  sameThing: Compare<R>,
  matters: (before: R, after: R) => boolean,
): Difference<R>[] {
  const found: Difference<R>[] = [];
  let old = 0;
  let young = 0;
  while (old < before.length || young < after.length) {
    const head = smaller(before[old], after[young], sameThing);
    const oldEnd = endOf(before, old, head, sameThing);
    const youngEnd = endOf(after, young, head, sameThing);
    pairUp(before.slice(old, oldEnd), after.slice(young, youngEnd), compare, matters, found);
    old = oldEnd;
    young = youngEnd;
  }
  return found;
}

function smaller<R>(a: R | undefined, b: R | undefined, order: Compare<R>): R {
  if (a === undefined) return b as R;
  return b === undefined || order(a, b) <= 0 ? a : b;
}

function endOf<R>(list: readonly R[], from: number, head: R, order: Compare<R>): number {
  let end = from;
  while (end < list.length && order(list[end] as R, head) === 0) end++;
  return end;
}

function pairUp<R>(
  before: readonly R[],
  after: readonly R[],
  compare: Compare<R>,
  matters: (before: R, after: R) => boolean,
  found: Difference<R>[],
): void {
  const gone: R[] = [];
  const rest = [...after];
  for (const old of before) {
    const same = rest.findIndex((young) => compare(old, young) === 0);
    if (same < 0) {
      gone.push(old);
      continue;
    }
    const [young] = rest.splice(same, 1) as [R];
    if (matters(old, young)) found.push({ before: old, after: young });
  }
  for (const [at, old] of gone.entries()) {
    const young = rest[at];
    if (young === undefined) found.push({ before: old, after: null });
    else if (matters(old, young)) found.push({ before: old, after: young });
  }
  for (const young of rest.slice(gone.length)) found.push({ before: null, after: young });
}
