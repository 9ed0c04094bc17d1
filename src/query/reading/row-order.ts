import { createHash } from 'node:crypto';
import { compareKeys, descending, inOrderOf, type OrderKey } from '../../fleet/order.js';
import type { Compare } from '../../fleet/outcome.js';
import type { AssetRow, AssetSource, SortTerm } from '../question/fleet-query.js';

/** A row and the place of its host among the targets. */
export interface PlacedRow<Row> {
  readonly row: Row;
  readonly index: number;
}

const HOST_SORTS: Readonly<
  Record<string, { key: OrderKey<AssetRow>; members: readonly (keyof AssetRow)[] }>
> = {
  host: { key: (row) => row.host_id, members: ['host_id'] },
  host_name: {
    key: (row) => (row.host_name == null ? null : shortKey(row.host_name)),
    members: ['host_name'],
  },
};

/** Returns the order that the caller asked for; ties are in the fixed order: hosts as in the targets, then the type's own. */
export function rowOrder<Row extends AssetRow>(
  source: AssetSource<Row>,
  sort: readonly SortTerm[],
): Compare<PlacedRow<Row>> {
  const terms = sort.map(({ name, descending: backwards }): Compare<PlacedRow<Row>> => {
    const key = (HOST_SORTS[name] ?? source.sorts[name])?.key as OrderKey<Row>;
    const order: Compare<PlacedRow<Row>> = (a, b) => compareKeys(key(a.row), key(b.row));
    return backwards ? descending(order) : order;
  });
  return inOrderOf(
    ...terms,
    (a, b) => a.index - b.index,
    (a, b) => source.compare(a.row, b.row),
  );
}

/** Returns the members that the order compares: what a cursor has to hold of a row. */
export function orderMembers<Row extends AssetRow>(
  source: AssetSource<Row>,
  sort: readonly SortTerm[],
): readonly (keyof Row & string)[] {
  if (sort.length === 0) return source.orderMembers;
  const sorted = sort.flatMap(({ name }) => (HOST_SORTS[name] ?? source.sorts[name])?.members ?? []);
  return [...new Set([...source.orderMembers, ...sorted])];
}

/** Longest text that stays as it is, in UTF-16 units: ids of containers do (64), and six of three bytes each fit a cursor. */
const LONGEST = 72;
/** Units of a longer text that stay in front of its digest. */
const KEPT = 60;

/**
 * Returns a text that is short enough for a cursor and differs from that of any other text: its beginning and a digest of
 * all of it. Orders compare texts by it, so that a cursor finds its place again; paths may be 4 096 characters long.
 */
export function shortKey(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, KEPT)}~${createHash('sha256')
    .update(text)
    .digest('base64url')
    .slice(0, LONGEST - KEPT - 1)}`;
}
