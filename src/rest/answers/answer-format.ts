import { preferred, ROW_TYPES } from '../../platform/http/rules/accept.js';
import { Problem } from '../../platform/problem/problem.js';
import { FORMATS, type Format } from '../input/query.dto.js';

/**
 * The format of an answer: `format` wins, else the best of `Accept`, else JSON.
 *
 * @throws Problem `not-acceptable`.
 */
export function negotiate(format: Format | undefined, accept: string | undefined): Format {
  const chosen = format ?? preferred(accept, ROW_TYPES);
  if (chosen !== undefined) return chosen;
  throw new Problem('not-acceptable', `This answer comes as ${Object.values(FORMATS).join(', ')}`);
}
