import { csvLine } from '../../../rest/answers/csv-line.js';
import { RowCount, type FileCheck, type RowOutcome } from './row-count.js';
import type { ExportRow } from '../../../upstream/hss/export-file/table-rows.js';

/** What a file's rows come as; `raw` is the file itself, as it was made. Files of the vendor never come as `xlsx`. */
export const FILE_FORMATS = {
  raw: 'application/zip',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type FileFormat = keyof typeof FILE_FORMATS;
export type RowFormat = Exclude<FileFormat, 'raw' | 'xlsx'>;

type RowBatches = AsyncIterable<readonly ExportRow[]>;

/** What the text of a file's rows is made of. */
export interface RowSource {
  readonly fields: readonly string[];
  readonly batches: RowBatches;
  /** Absent where the vendor did not count. */
  readonly check: FileCheck | undefined;
  /** Tells whether this process has no more time for the rows that are left. */
  readonly isTimeUp: () => boolean;
  /** Told the outcome before its text is given. */
  readonly onEnd: (outcome: RowOutcome) => void;
}

/**
 * Gives the rows as text, a piece for each batch. Each format ends with a summary, so that an answer that was cut shows:
 * NDJSON and CSV lack the last line, JSON does not parse. When the time is up, the rest of the rows is left out and the
 * summary says so.
 */
export function rowText(format: RowFormat, source: RowSource): AsyncGenerator<string, void, undefined> {
  const { fields, onEnd } = source;
  const count = new RowCount(source.check);
  const batches = batchesInTime(source, count);
  const end = (): RowOutcome => {
    const outcome = count.outcome();
    onEnd(outcome);
    return outcome;
  };
  switch (format) {
    case 'csv':
      return csv(fields, batches, count, end);
    case 'ndjson':
      return ndjson(batches, count, end);
    case 'json':
      return json(batches, count, end);
  }
}

async function* batchesInTime(
  { batches, isTimeUp }: RowSource,
  count: RowCount,
): AsyncGenerator<readonly ExportRow[], void, undefined> {
  for await (const rows of batches) {
    if (isTimeUp()) {
      count.cut();
      return;
    }
    yield rows;
  }
}

type Text = AsyncGenerator<string, void, undefined>;

async function* csv(
  fields: readonly string[],
  batches: RowBatches,
  count: RowCount,
  end: () => RowOutcome,
): Text {
  yield csvLine(fields);
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) text += count.add(row, csvLine(fields.map((field) => row[field])));
    if (text !== '') yield text;
  }
  const { complete, items, reason, rows_counted: counted } = end();
  const why =
    reason === undefined ? '' : ` reason=${reason}${counted === undefined ? '' : ` rows_counted=${counted}`}`;
  yield csvLine([`# summary complete=${complete} items=${items}${why}`]);
}

async function* ndjson(batches: RowBatches, count: RowCount, end: () => RowOutcome): Text {
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) text += `{"type":"item","item":${count.add(row, JSON.stringify(row))}}\n`;
    if (text !== '') yield text;
  }
  yield `${JSON.stringify({ type: 'summary', summary: end() })}\n`;
}

async function* json(batches: RowBatches, count: RowCount, end: () => RowOutcome): Text {
  let begun = false;
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) {
      text += `${begun ? ',' : '{"items":['}\n${count.add(row, JSON.stringify(row))}`;
      begun = true;
    }
    if (text !== '') yield text;
  }
  const summary = end();
  const { complete } = summary;
  yield `${begun ? '' : '{"items":['}],"complete":${complete},"summary":${JSON.stringify(summary)}}\n`;
}
