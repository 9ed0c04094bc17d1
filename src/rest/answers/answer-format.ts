import { preferred } from '../../platform/http/rules/accept.js';
import { Problem } from '../../platform/problem/problem.js';
import { ANSWER_TYPES, OFFERED, ROW_FORMATS, type AnswerFormat } from './formats.js';

/**
 * The format of an answer: `format` wins, else the best of `Accept`, else JSON.
 *
 * @throws Problem `not-acceptable`.
 */
export function negotiate(format: AnswerFormat | undefined, accept: string | undefined): AnswerFormat {
  const chosen = format ?? preferred(accept, ANSWER_TYPES);
  if (chosen !== undefined) return chosen;
  const types = OFFERED.answers.map((name) => ROW_FORMATS[name].mediaType);
  throw new Problem('not-acceptable', `This answer comes as ${types.join(', ')}`);
}
