import { csvLine } from '../../../platform/http/csv-line.js';
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

/** Batches of rows; the same that tell how many there were when they end. */
export type RowBatches = AsyncIterable<readonly ExportRow[]>;

/**
 * The rows as text, a piece for each batch. Each format ends with a summary, so that one that was cut shows: NDJSON
 * and CSV lack the last line, JSON does not parse.
 */
export function rowText(
  format: RowFormat,
  fields: readonly string[],
  batches: RowBatches,
): AsyncGenerator<string, void, undefined> {
  switch (format) {
    case 'csv':
      return csv(fields, batches);
    case 'ndjson':
      return ndjson(batches);
    case 'json':
      return json(batches);
  }
}

async function* csv(fields: readonly string[], batches: RowBatches): AsyncGenerator<string, void, undefined> {
  let items = 0;
  yield csvLine(fields);
  for await (const rows of batches) {
    items += rows.length;
    let text = '';
    for (const row of rows) text += csvLine(fields.map((field) => row[field]));
    if (text !== '') yield text;
  }
  yield csvLine([`# summary complete=true items=${items}`]);
}

async function* ndjson(batches: RowBatches): AsyncGenerator<string, void, undefined> {
  let items = 0;
  for await (const rows of batches) {
    items += rows.length;
    let text = '';
    for (const row of rows) text += `{"type":"item","item":${JSON.stringify(row)}}\n`;
    if (text !== '') yield text;
  }
  yield `${JSON.stringify({ type: 'summary', summary: { complete: true, items } })}\n`;
}

async function* json(batches: RowBatches): AsyncGenerator<string, void, undefined> {
  let items = 0;
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) text += `${items++ === 0 ? '{"items":[' : ','}\n${JSON.stringify(row)}`;
    if (text !== '') yield text;
  }
  yield `${items === 0 ? '{"items":[' : ''}],"complete":true,"summary":${JSON.stringify({ complete: true, items })}}\n`;
}
