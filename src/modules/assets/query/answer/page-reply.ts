import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { takesGzip } from '../../../../platform/http/accept.js';
import { publicPath } from '../../../../platform/http/public-path.js';
import type { Page } from '../answer.js';
import type { QueryContext } from '../query-context.js';

const pack = promisify(gzip);

/** A page below this is sent as it is, in bytes: packing gains less than a packet. */
const WORTH_PACKING = 1_024;
/**
 * A longer link is left out, in bytes: it repeats the whole query, and proxies and clients bear 4 to 16 KB of all
 * headers together. The cursor in the page says the same.
 */
const MAX_LINK_BYTES = 2_048;

/** Headers of every page, whatever is on it. */
export const PAGE_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  vary: 'accept, accept-encoding',
  'cache-control': 'private, no-cache',
} as const;

/**
 * Sends a page: with a weak ETag over its rows, failures and whether more follow (what it cost and when it was read
 * does not count), as a 304 to whoever has it already, with a link to the next page where a GET can fetch it, packed
 * where the client takes it.
 */
export async function replyPage<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Row, object>,
  context: Pick<QueryContext, 'elapsedMs' | 'calls'>,
): Promise<void> {
  const etag = weakTag(page);
  void reply
    .header('vary', PAGE_HEADERS.vary)
    .header('cache-control', PAGE_HEADERS['cache-control'])
    .header('etag', etag)
    .header(
      'server-timing',
      `total;dur=${context.elapsedMs}, upstream;desc="${context.calls} calls", rows;desc="${page.items.length}"`,
    );
  // A POST is no retrieval: it has neither an address to link to nor a condition to meet (RFC 9110, 13.1.2).
  const retrieves = request.method === 'GET';
  if (retrieves && page.next_cursor !== null) {
    const link = `<${nextUrl(request, page.next_cursor)}>; rel="next"`;
    if (link.length <= MAX_LINK_BYTES) void reply.header('link', link);
  }
  // The tag alone is compared: `Cache-Control` has asked for younger rows by now, and they may be the same.
  if (retrieves && fresh({ 'if-none-match': request.headers['if-none-match'] }, { etag })) {
    await reply.code(304).send();
    return;
  }
  void reply.type(PAGE_HEADERS['content-type']);
  const body = JSON.stringify(page);
  if (body.length < WORTH_PACKING || !takesGzip(request.headers['accept-encoding'])) {
    await reply.send(body);
    return;
  }
  void reply.header('content-encoding', 'gzip');
  await reply.send(await pack(body, { level: constants.Z_BEST_SPEED }));
}

/** Equal for pages with the same rows and failures, whenever and however they were read. */
function weakTag<Row>({ items, failures, complete, next_cursor }: Page<Row, object>): string {
  const text = JSON.stringify([items, failures, complete, next_cursor !== null]);
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

/**
 * The same URL with the cursor of the next page, as the caller reaches it; without a host, so that proxies in front matter
 * for its path only. Made of the parameters
 * as they were understood: a query string may hold `?` and more as it is.
 */
function nextUrl(request: FastifyRequest, cursor: string): string {
  const [path = ''] = request.url.split(/[?#]/, 1);
  const params = new URLSearchParams();
  for (const [name, values] of Object.entries(request.query as Record<string, string | string[]>)) {
    if (name === 'ticket' || name === 'cursor') continue;
    for (const value of [values].flat()) params.append(name, value);
  }
  params.append('cursor', cursor);
  return publicPath(request, `${path}?${params.toString()}`);
}
