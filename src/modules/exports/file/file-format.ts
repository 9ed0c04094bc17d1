import { preferred } from '../../../platform/http/rules/accept.js';
import { Problem } from '../../../platform/problem/problem.js';
import { mediaTypes, OFFERED, ROW_FORMATS } from '../../../rest/answers/formats.js';
import type { FleetFormat } from '../export-record.js';

/** What a file of the vendor is, as the vendor made it. */
export const VENDOR_TYPE = 'application/zip';

/** Formats of the rows of a file that the vendor made. */
export type RowFormat = (typeof OFFERED.vendorFiles)[number];

/** What `format` may name; `raw` is the file as it was made. */
export type FileFormat = 'raw' | RowFormat | FleetFormat;
export const FILE_FORMATS: readonly FileFormat[] = [
  ...new Set<FileFormat>(['raw', ...OFFERED.vendorFiles, ...OFFERED.ownFiles]),
];

const ROW_TYPES = mediaTypes(OFFERED.vendorFiles);
/** Another type that stands for the file as it was made. */
const BYTES = 'application/octet-stream';

/**
 * Decides what is sent of an export: `format` wins, else the best of `Accept`, else the file as it was made.
 *
 * @param own format of a file that was made here: it comes in this format only.
 * @throws Problem `not-acceptable`.
 */
export function fileFormat(
  format: FileFormat | undefined,
  accept: string | undefined,
  own: FleetFormat | undefined,
): 'raw' | RowFormat {
  if (format === 'raw') return 'raw';
  const offered: Readonly<Record<string, string>> =
    own === undefined ? { raw: VENDOR_TYPE, ...ROW_TYPES } : { [own]: ROW_FORMATS[own].mediaType };
  const named = format !== undefined && Object.hasOwn(offered, format) ? format : undefined;
  const found = format === undefined ? preferred(accept, { ...offered, bytes: BYTES }) : named;
  if (found === undefined) {
    const types = Object.values(offered).map((each) => each.split(';', 1)[0]);
    throw new Problem('not-acceptable', `This file comes as ${types.join(', ')}`);
  }
  return own === undefined && isRowFormat(found) ? found : 'raw';
}

function isRowFormat(format: string): format is RowFormat {
  return OFFERED.vendorFiles.some((each) => each === format);
}
