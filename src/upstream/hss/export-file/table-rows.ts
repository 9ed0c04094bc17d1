import { kindOf, type ExportColumn, type ExportType } from '../export-columns.js';
import type { Archive } from './archive.js';
import { cellValue, type CellValue } from './cell.js';
import { csvLines } from './csv-table.js';
import { FileFault } from './file-fault.js';
import { workbookSheets } from './workbook-table.js';

export type ExportRow = Readonly<Record<string, CellValue>>;

/** The order of an export, which says how to read its file. */
export interface TableOrder {
  readonly type: ExportType;
  readonly columns: readonly ExportColumn[];
}

/**
 * Reads the rows of all tables in an archive, with titles converted to fields and cells to values, in batches and at the
 * reader's pace. The first batch, which may be empty, comes once the titles have been checked.
 *
 * @throws FileFault
 */
export async function* tableRows(
  archive: Archive,
  order: TableOrder,
): AsyncGenerator<ExportRow[], void, undefined> {
  for await (const lines of sources(archive)) yield* rowsOf(lines, order);
}

type Lines = AsyncGenerator<string[][], void, undefined>;

async function* sources(archive: Archive): AsyncGenerator<Lines, void, undefined> {
  for (const table of archive.tables) {
    if (table.kind === 'csv') yield csvLines(await archive.unpack(table.entry), table.encoding);
    else yield* workbookSheets(table.archive);
  }
}

async function* rowsOf(lines: Lines, order: TableOrder): AsyncGenerator<ExportRow[], void, undefined> {
  let shape: ((cells: readonly string[]) => ExportRow) | undefined;
  for await (const batch of lines) {
    const cells = shape === undefined ? batch.slice(1) : batch;
    shape ??= shaper(batch[0] ?? [], order);
    yield cells.map(shape);
  }
  // A table without titles is no valid export, not even one without rows.
  if (shape === undefined) throw new FileFault('empty');
}

/** Returns a function that converts a line to a row. @throws FileFault `columns` when a column other than `host_id` is missing. */
function shaper(
  titles: readonly string[],
  { type, columns }: TableOrder,
): (cells: readonly string[]) => ExportRow {
  const found = columns.map(({ field, title }) => {
    const at = titles.indexOf(title);
    if (at < 0 && field !== 'host_id') throw new FileFault('columns');
    return { field, at, kind: kindOf(type, field) };
  });
  return (cells) => {
    const row: Record<string, CellValue> = {};
    for (const { field, at, kind } of found) row[field] = cellValue(kind, cells[at] ?? '');
    return row;
  };
}
