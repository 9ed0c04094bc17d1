import type { Answer } from './answer.js';
import { gatewayError } from './errors.js';
import type { SignedRequest } from './signature.js';

const KIB = 1024;

/** Largest body the gateway takes (source: vendor's gateway limits, like all below). */
export const MAX_BODY = 12 * KIB * KIB;

/** Characters of path and query together. */
const MAX_URI = 32 * KIB;

/** Characters of one header's value. The name does not count, because a token of 32 768 characters is documented. */
const MAX_HEADER = 32 * KIB;

/** Characters of all names and values together. */
const MAX_HEADERS = 128 * KIB;

/** What Node reads at most; beyond the gateway's limits, so that the gateway's answer can be given. Choice. */
export const MAX_READ = KIB * KIB;

const CODE = 'APIGW.0201';

export const bodyTooLarge = (): Answer => gatewayError(413, CODE, 'The request body is too large.');
const headersTooLarge = (): Answer => gatewayError(494, CODE, 'The request headers are too large.');

/** Returns the gateway's refusal of an address or headers that are too long; undefined when they fit. */
export function refuseOversize({ path, rawQuery, headers }: SignedRequest): Answer | undefined {
  const query = rawQuery === '' ? 0 : rawQuery.length + 1;
  if (path.length + query > MAX_URI) return gatewayError(414, CODE, 'The request URI is too large.');
  let all = 0;
  for (const [name, value] of Object.entries(headers)) {
    const texts = typeof value === 'string' ? [value] : (value ?? []);
    for (const text of texts) {
      if (text.length > MAX_HEADER) return headersTooLarge();
      all += name.length + text.length;
    }
  }
  return all > MAX_HEADERS ? headersTooLarge() : undefined;
}
