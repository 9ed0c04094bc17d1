import { preferred, ROW_TYPES } from '../../../platform/http/rules/accept.js';
import { Problem } from '../../../platform/problem/problem.js';
import type { FleetFormat } from '../export-record.js';
import { FILE_FORMATS, type FileFormat, type RowFormat } from './row-formats.js';

/**
 * What of an export is wanted: `format` wins, else the best of `Accept`, else the file as it is.
 *
 * @param own what the file is, where it was made here: then there is nothing else of it.
 * @throws Problem `not-acceptable`.
 */
export function fileFormat(
  format: FileFormat | undefined,
  accept: string | undefined,
  own: FleetFormat | undefined,
): 'raw' | RowFormat {
  if (format === 'raw') return 'raw';
  const offered: Readonly<Record<string, string>> =
    own === undefined ? OF_VENDOR : { [own]: FILE_FORMATS[own] };
  const named = format !== undefined && Object.hasOwn(offered, format) ? format : undefined;
  const found = format === undefined ? preferred(accept, { ...offered, bytes: BYTES }) : named;
  if (found === undefined) {
    const types = Object.values(offered).map((each) => each.split(';', 1)[0]);
    throw new Problem('not-acceptable', `This file comes as ${types.join(', ')}`);
  }
  return own === undefined && isRowFormat(found) ? found : 'raw';
}

function isRowFormat(format: string): format is RowFormat {
  return format === 'csv' || format === 'ndjson' || format === 'json';
}

/** What a file as it is may also be called. */
const BYTES = 'application/octet-stream';

/** What a file of the vendor comes as, with the parameters that each type is sent with. */
const OF_VENDOR = {
  raw: FILE_FORMATS.raw,
  csv: ROW_TYPES.csv,
  ndjson: ROW_TYPES.ndjson,
  json: ROW_TYPES.json,
} as const;
