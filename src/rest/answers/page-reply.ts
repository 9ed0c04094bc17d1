import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { addLink } from '../../platform/http/rules/link-header.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import type { Page } from '../../query/question/answer.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { pageText } from './page-text.js';

/**
 * Maximum size of the address in `Link`, in bytes. The link repeats the whole query, and proxies and clients accept 4 to 16 KB of all
 * headers together. A longer link is left out; `next_cursor` in the page serves as well.
 */
const MAX_LINK_BYTES = 2_048;

/** Headers of every page. */
export const PAGE_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  vary: 'accept, accept-encoding',
  'cache-control': 'private, no-cache',
} as const;

/**
 * Sends a page: as 304 to a client that has it, with a link to the next page where a GET can fetch it. Its weak ETag covers
 * the rows, the failures and whether more pages follow, but not the cost. It is the same whether the page is compressed or not.
 */
export async function replyPage<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Row, object>,
  context: Pick<QueryContext, 'elapsedMs' | 'calls'>,
): Promise<void> {
  const made = pageText(page);
  const { body, etag } = made instanceof Promise ? await made : made;
  void reply
    .header('vary', PAGE_HEADERS.vary)
    .header('cache-control', PAGE_HEADERS['cache-control'])
    .header('etag', etag)
    .header(
      'server-timing',
      `total;dur=${context.elapsedMs}, upstream;desc="${context.calls} calls", rows;desc="${page.items.length}"`,
    );
  // A POST retrieves nothing: no URL leads to its next page, and `If-None-Match` does not apply (RFC 9110, 13.1.2).
  const retrieves = request.method === 'GET';
  if (retrieves && page.next_cursor !== null) {
    const url = nextUrl(request, page.next_cursor);
    if (url.length <= MAX_LINK_BYTES) addLink(reply, url, 'next');
  }
  // Only the tag counts. `Cache-Control: no-cache` made us read again, and the new rows may still be the same.
  const known = request.headers['if-none-match'];
  if (retrieves && known !== undefined && fresh({ 'if-none-match': known }, { etag })) {
    await reply.code(304).send();
    return;
  }
  void reply.type(PAGE_HEADERS['content-type']).send(body);
}

/**
 * Returns the request's URL with the cursor of the next page, as the caller can reach it: without a host, since we may
 * not know our public name. It is made from the parsed parameters, because a raw query string may contain a `?`.
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
