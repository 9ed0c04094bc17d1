import type { ExportColumn } from '../../../upstream/hss/export-columns.js';

/** Bytes of a file, a piece for each batch of rows; a piece may be empty. */
export type Pieces = AsyncGenerator<string | Buffer, void, undefined>;

/** The cells of a row in the order of the columns; null for a member that it lacks. */
export function cellsOf(row: object, columns: readonly ExportColumn[]): unknown[] {
  const members = row as Readonly<Record<string, unknown>>;
  return columns.map(({ field }) => members[field] ?? null);
}
