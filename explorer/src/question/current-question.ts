import { address } from '../address.js';
import { session } from '../session/session.js';
import { questionIn, type Question } from './question.js';

/** Returns the question in the address; undefined when there is none, or when it means nothing. */
export function currentQuestion(): Question | undefined {
  const { q } = address.value;
  if (q === undefined) return undefined;
  const question = questionIn(q, session.value?.catalogue ?? []);
  return Array.isArray(question) ? undefined : question;
}
