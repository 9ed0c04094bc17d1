import { Problem } from '../../../platform/problem/problem.js';
import { FILE_FORMATS, type FileFormat } from './row-formats.js';

/** Most media ranges of an `Accept` that are looked at. */
const MAX_RANGES = 32;

/**
 * The format of a file: `format` wins, else the best of `Accept`, else the file as it is.
 *
 * @throws Problem `not-acceptable`.
 */
export function fileFormat(format: FileFormat | undefined, accept: string | undefined): FileFormat {
  if (format !== undefined) return format;
  if (accept === undefined || accept.trim() === '') return 'raw';
  const ranges = accept
    .split(',', MAX_RANGES)
    .map((part) => {
      const [type = '', ...parameters] = part.toLowerCase().split(';');
      const quality = parameters.map((each) => /^\s*q=([\d.]{1,6})\s*$/.exec(each)?.[1]).find(Boolean);
      return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of ranges) {
    if (type === '*/*' || type === 'application/*' || type === 'application/octet-stream') return 'raw';
    if (type === 'text/*') return 'csv';
    for (const [name, media] of Object.entries(FILE_FORMATS)) if (media === type) return name as FileFormat;
  }
  throw new Problem('not-acceptable', `A file comes as ${Object.values(FILE_FORMATS).join(', ')}`);
}
