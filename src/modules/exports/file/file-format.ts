import { Problem } from '../../../platform/problem/problem.js';
import type { FleetFormat } from '../export-record.js';
import { FILE_FORMATS, type FileFormat, type RowFormat } from './row-formats.js';

/** Most media ranges of an `Accept` that are looked at. */
const MAX_RANGES = 32;

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
  const offered = own === undefined ? OF_VENDOR : [own];
  for (const wanted of format === undefined ? acceptable(accept) : [FILE_FORMATS[format]]) {
    if (/^(\*|application)\/\*$|^application\/octet-stream$/.test(wanted)) return 'raw';
    const found = offered.find((each) => wanted === FILE_FORMATS[each] || isRange(wanted, each));
    if (found !== undefined) return own === undefined && found !== 'xlsx' ? found : 'raw';
  }
  const types = offered.map((each) => FILE_FORMATS[each]).join(', ');
  throw new Problem('not-acceptable', `This file comes as ${types}`);
}

const OF_VENDOR = ['raw', 'csv', 'ndjson', 'json'] as const;

/** `text/*` means CSV. */
function isRange(wanted: string, offered: FileFormat): boolean {
  return wanted === 'text/*' && offered === 'csv';
}

/** The media ranges of an `Accept`, the best first; everything where it is missing. */
function acceptable(accept: string | undefined): string[] {
  if (accept === undefined || accept.trim() === '') return ['*/*'];
  return accept
    .split(',', MAX_RANGES)
    .map((part) => {
      const [type = '', ...parameters] = part.toLowerCase().split(';');
      const quality = parameters.map((each) => /^\s*q=([\d.]{1,6})\s*$/.exec(each)?.[1]).find(Boolean);
      return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
}
