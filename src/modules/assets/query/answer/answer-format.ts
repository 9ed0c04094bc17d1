import { Problem } from '../../../../platform/problem/problem.js';
import { FORMATS, type Format } from '../question/query.dto.js';

/**
 * The format of an answer: `format` wins, else the best of `Accept`, else JSON.
 *
 * @throws Problem `not-acceptable`.
 */
export function negotiate(format: Format | undefined, accept: string | undefined): Format {
  if (format !== undefined) return format;
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept
    .split(',')
    .slice(0, 32)
    .map((part) => {
      const [type = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters
        .map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1])
        .find((each) => each !== undefined);
      return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of ranges) {
    if (type === '*/*' || type === 'application/*') return 'json';
    for (const [name, mediaType] of Object.entries(FORMATS)) if (mediaType === type) return name as Format;
  }
  throw new Problem('not-acceptable', `This answer comes as ${Object.values(FORMATS).join(', ')}`);
}
