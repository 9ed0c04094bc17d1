import type { Answer } from './answer.js';
import { hssError } from './errors.js';

/** Thrown from any depth to end a request with the answer that says why. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
  }
}

/** Returns HSS.0001, which the vendor uses for every bad parameter. */
export function badParameter(): Refusal {
  return new Refusal(hssError('HSS.0001'));
}
