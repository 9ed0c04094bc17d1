import { invalidRequest } from '../../platform/problem/problem.js';

/** Returns the caller's own name for one request. @throws Problem `invalid-request`. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined || (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)))
    return header;
  throw invalidRequest([
    { parameter: 'Idempotency-Key', detail: 'must be 1 to 255 visible ASCII characters' },
  ]);
}
