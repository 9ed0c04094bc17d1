import { csvLine } from '../csv.js';
import { Table, type AnyRow } from './table.js';
import type { Destination } from './terminal.js';
import { visible, visibleJson } from './text.js';

export const ROW_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** Puts rows into one format. */
export interface RowsOutput {
  row(row: AnyRow): string;
  end(): string;
  /** Columns that a table has no room for. */
  readonly hidden: readonly string[];
}

/**
 * @param members columns of a table or a CSV file.
 * @param bom CSV begins with a byte order mark.
 */
export function rowsOutput(
  format: RowFormat,
  members: readonly string[],
  to: Destination,
  { bom = false } = {},
): RowsOutput {
  if (format === 'table') {
    const table = new Table(members, to);
    return {
      row: (row) => table.add(row),
      end: () => table.end(),
      get hidden() {
        return table.hidden;
      },
    };
  }
  if (format === 'ndjson') return { row: (row) => `${jsonOf(row, to)}\n`, end: () => '', hidden: [] };
  let rows = 0;
  if (format === 'json') {
    return {
      row: (row) => `${rows++ === 0 ? '[\n' : ',\n'}  ${jsonOf(row, to)}`,
      end: () => (rows === 0 ? '[]\n' : '\n]\n'),
      hidden: [],
    };
  }
  const record = (values: readonly unknown[]): string => {
    const line = csvLine(values);
    return to.isTerminal ? `${visible(line.slice(0, -2))}\n` : line;
  };
  const header = (): string => (rows++ === 0 ? (bom ? '\ufeff' : '') + record(members) : '');
  return { row: (row) => header() + record(members.map((name) => row[name])), end: header, hidden: [] };
}

function jsonOf(row: AnyRow, to: Destination): string {
  return to.isTerminal ? visibleJson(row) : JSON.stringify(row);
}
