import { by, inOrderOf } from '../fleet/order.js';
import type { Compare } from '../fleet/outcome.js';
import { shortKey } from '../query/reading/short-key.js';

/** The fixed order of a host's rows; rows that compare equal are one row. */
export function orderOf<Row extends object>(members: readonly (keyof Row & string)[]): Compare<Row> {
  return inOrderOf(...members.map((member) => by<Row>(keyOf(member))));
}

/** A member as something that can be ordered: long texts by their beginning, false before true. */
export function keyOf<Row>(member: keyof Row & string): (row: Row) => string | number | null {
  return (row) => {
    const value: unknown = row[member];
    if (typeof value === 'string') return shortKey(value);
    if (typeof value === 'number') return value;
    return typeof value === 'boolean' ? Number(value) : null;
  };
}
