import { compareKeys, descending, inOrderOf, type OrderKey } from '../../fleet/order.js';
import type { Compare } from '../../fleet/outcome.js';
import { shortKey } from './short-key.js';
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

/** The order asked for; ties in the fixed order: hosts as targeted, then the type's own. */
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

/** The members that the order looks at: what a cursor has to remember of a row. */
export function orderMembers<Row extends AssetRow>(
  source: AssetSource<Row>,
  sort: readonly SortTerm[],
): (keyof Row & string)[] {
  const sorted = sort.flatMap(({ name }) => (HOST_SORTS[name] ?? source.sorts[name])?.members ?? []);
  return [...new Set([...source.orderMembers, ...sorted])];
}
