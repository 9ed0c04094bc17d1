import type { Type } from '@nestjs/common';
import { by, inOrderOf } from '../fleet/order.js';
import type { Compare } from '../fleet/outcome.js';
import type { AssetDescriptor } from '../upstream/hss/assets/descriptor.js';
import type { Whereabouts } from '../upstream/hss/assets/members.js';
import type { AssetRow } from '../query/question/fleet-query.js';
import { shortKey } from '../query/reading/short-key.js';
import type { RowFilter } from './row-filter.js';

type MemberOf<Row> = keyof Row & string;

/** How one fingerprint looks to callers: everything the routes, the engine and the catalogue need of it. */
export interface AssetDefinition<Row extends AssetRow, R extends Whereabouts> {
  readonly descriptor: AssetDescriptor<R>;
  /** Class of the rows, for the OpenAPI document. */
  readonly row: Type<Row>;
  /** What its rows are, in the plural. */
  readonly title: string;
  /** The vendor's row as ours. */
  readonly rowOf: (project: string, hostId: string, record: R) => Row;
  /** Members that order the rows of one host and, together, tell any two of them apart. */
  readonly order: readonly MemberOf<Row>[];
  /** Filters by the member they look at. */
  readonly filters: Readonly<Partial<Record<MemberOf<Row>, RowFilter>>>;
  /** Members that `sort` may name, besides the host. */
  readonly sorts: readonly MemberOf<Row>[];
}

/** Keeps the types of a definition together. */
export function define<Row extends AssetRow, R extends Whereabouts>(
  definition: AssetDefinition<Row, R>,
): AssetDefinition<Row, R> {
  return definition;
}

/** The fixed order of a host's rows; rows that compare equal are one row. */
export function orderOf<Row extends AssetRow>(members: readonly MemberOf<Row>[]): Compare<Row> {
  return inOrderOf(...members.map((member) => by<Row>(keyOf(member))));
}

/** A member as something that can be ordered: long texts by their beginning, false before true. */
export function keyOf<Row>(member: MemberOf<Row>): (row: Row) => string | number | null {
  return (row) => {
    const value: unknown = row[member];
    if (typeof value === 'string') return shortKey(value);
    if (typeof value === 'number') return value;
    return typeof value === 'boolean' ? Number(value) : null;
  };
}
