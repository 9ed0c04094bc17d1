import type { AnswerEvent } from '../../query/events/stream-reader.js';

/** A member of the rows, and its heading in formats that have headings. */
export interface Column {
  readonly field: string;
  readonly title: string;
}

export interface WriteOptions<Row> {
  /** Columns of a table, in their order. Formats without columns write each row with all its members. */
  readonly columns: readonly Column[];
  /** Called with each row and the text that it was written as, in formats that are text. */
  readonly onRow?: (row: Row, text: string) => void;
  /** Whether a short pause follows a small write, so that rows which arrive meanwhile are sent together. */
  readonly gathers?: boolean;
  /** Whether CSV begins with a byte order mark, by which spreadsheets recognise UTF-8. Other formats have none. */
  readonly bom?: boolean;
}

/**
 * Writes events as text or bytes, at the reader's pace: one piece for each event, which may be empty. The summary comes
 * last in every format, so that a reader notices when the rest is missing.
 */
export type RowWriter = <Row extends object>(
  events: AsyncGenerator<AnswerEvent<Row, object>, void, undefined>,
  options: WriteOptions<Row>,
) => AsyncGenerator<string | Buffer, void, undefined>;

/** Returns columns that have the names of the members as headings. */
export function namedColumns(fields: readonly string[]): Column[] {
  return fields.map((field) => ({ field, title: field }));
}

/** Returns the row's values in the order of the columns; undefined for a member that the row lacks. */
export function cellsOf(row: object, columns: readonly Column[]): unknown[] {
  const members = row as Readonly<Record<string, unknown>>;
  return columns.map(({ field }) => members[field]);
}
