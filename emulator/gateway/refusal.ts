import type { Answer } from './answer.js';
import { hssError } from './errors.js';

/** Ends the work on a request with an answer that says why; thrown, so that every depth can refuse. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
  }
}

/** HSS.0001, the vendor's only word for every bad parameter. */
export function badParameter(): Refusal {
  return new Refusal(hssError('HSS.0001'));
}
