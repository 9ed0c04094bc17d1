import type { FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/problem.js';

/** Names under which people put keys and tokens into URLs; lower case, no parameter of ours is among them. */
const NAMES = new Set([
  'access_token',
  'api-key',
  'api_key',
  'apikey',
  'authorization',
  'bearer',
  'key',
  'token',
  'x-api-key',
  'x_api_key',
]);

/**
 * Refuses a request that carries a key in its URL, even beside a good one in a header: URLs stay in the logs of proxies
 * and in histories, so such a key should be thought of as lost.
 *
 * @throws Problem `unauthenticated`
 */
export function refuseKeyInUrl(request: FastifyRequest): void {
  if (!request.url.includes('?')) return;
  const found = Object.keys(request.query as object).some((name) => NAMES.has(name.toLowerCase()));
  if (found)
    throw new Problem(
      'unauthenticated',
      'Keys and tokens go into headers, never into a URL; replace this one',
    );
}
