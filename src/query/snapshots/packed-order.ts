import { sortDistinct } from '../../fleet/distinct.js';
import type { Compare } from '../../fleet/outcome.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import type { RowTable } from './row-table.js';

/** The order of packed rows, by their numbers. */
interface PackedOrder {
  /** Orders rows by host, then as their type does. Rows of one host are unpacked only when they may differ. */
  readonly compare: Compare<number>;
  /** Does what `sortDistinct` does with `compare`, in about a tenth of its time: hosts are sorted as plain numbers. */
  sortDistinct(this: void, rows: readonly number[]): readonly number[];
}

export function packedOrder<Row extends AssetRow>(
  table: RowTable<Row>,
  { compare: compareRows, orderMembers }: Pick<AssetSource<Row>, 'compare' | 'orderMembers'>,
): PackedOrder {
  const compare: Compare<number> = (a, b) =>
    table.hostOf(a) - table.hostOf(b) ||
    (a === b || table.areAlike(a, b, orderMembers) ? 0 : compareRows(table.row(a), table.row(b)));
  return {
    compare,
    sortDistinct: (rows) => {
      const { length } = rows;
      if (length < 2) return rows;
      // One number for each row: its host, and its place, so that rows of one host stay together in their order.
      const places = new Float64Array(length);
      for (let at = 0; at < length; at++) places[at] = table.hostOf(rows[at] as number) * length + at;
      places.sort();
      const sorted: number[] = [];
      let from = 0;
      let host = -1;
      const endHost = (): void => {
        if (sorted.length - from < 2) return;
        const distinct = sortDistinct(sorted.slice(from), compare);
        sorted.length = from;
        for (const row of distinct) sorted.push(row);
      };
      for (const place of places) {
        const next = Math.floor(place / length);
        if (next !== host) {
          endHost();
          from = sorted.length;
          host = next;
        }
        sorted.push(rows[place - next * length] as number);
      }
      endHost();
      return sorted;
    },
  };
}
