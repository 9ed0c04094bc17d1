import type { FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/problem.js';

/** Names of URL parameters that people use for keys and tokens, in lower case. None is a parameter of this API. */
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
 * Refuses a request with a key in its URL, even if its headers have a valid key. URLs stay in logs of proxies and in
 * histories, so such a key is no longer secret.
 *
 * @throws Problem `unauthenticated`
 */
export function refuseKeyInUrl(request: FastifyRequest): void {
  if (!request.url.includes('?')) return;
  const found = Object.keys(request.query as object).some((name) => NAMES.has(name.toLowerCase()));
  if (found)
    throw new Problem(
      'unauthenticated',
      'Keys and tokens belong into headers, never into a URL. Replace this one: it is no longer secret',
    );
}
