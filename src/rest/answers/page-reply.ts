import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { addLink } from '../../platform/http/rules/link-header.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import type { Page } from '../../query/question/answer.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { pageText, type PageText } from './page-text.js';

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

/** What an answer says of its cost. */
export type PageCost = Pick<QueryContext, 'elapsedMs' | 'calls'>;

/** A page and all that its headers are made of besides its cost. */
export interface WrittenPage {
  readonly text: PageText;
  /** Number of its rows. */
  readonly rows: number;
  /** The cursor in its text. */
  readonly cursor: string | null;
  /** Path of the next page; undefined after the last page, and where a GET does not lead to it. */
  readonly nextPath: string | undefined;
}

/** Sends a page. Its weak ETag covers the rows, the failures and whether more pages follow, but not the cost. */
export async function replyPage<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Row, object>,
  cost: PageCost,
): Promise<WrittenPage> {
  const text = pageText(page);
  const written = {
    text: text instanceof Promise ? await text : text,
    rows: page.items.length,
    cursor: page.next_cursor,
    nextPath: nextPath(request, page.next_cursor),
  };
  sendPage(request, reply, written, cost);
  return written;
}

/**
 * Sends a page that is written: as 304 to a client that has it, with a link to the next page where a GET can fetch it. Its
 * tag is the same whether the page is compressed or not.
 */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { text: { body, etag }, rows, nextPath: next }: WrittenPage,
  { elapsedMs, calls }: PageCost,
): void {
  void reply
    .header('vary', PAGE_HEADERS.vary)
    .header('cache-control', PAGE_HEADERS['cache-control'])
    .header('etag', etag)
    .header('server-timing', `total;dur=${elapsedMs}, upstream;desc="${calls} calls", rows;desc="${rows}"`);
  if (next !== undefined) {
    const url = publicPath(request, next);
    if (url.length <= MAX_LINK_BYTES) addLink(reply, url, 'next');
  }
  // A POST retrieves nothing, so `If-None-Match` does not apply (RFC 9110, 13.1.2). Only the tag counts: `Cache-Control:
  // no-cache` made us read again, and the new rows may still be the same.
  const known = request.headers['if-none-match'];
  if (known !== undefined && request.method === 'GET' && fresh({ 'if-none-match': known }, { etag })) {
    void reply.code(304).send();
    return;
  }
  void reply.header('content-type', PAGE_HEADERS['content-type']).send(body);
}

/**
 * Returns the path and query of the request with the cursor of the next page: without a host, since we may not know our
 * public name. It is made from the parsed parameters, because a raw query string may contain a `?`. No URL leads to the
 * next page of a POST.
 */
export function nextPath(request: FastifyRequest, cursor: string | null): string | undefined {
  if (cursor === null || request.method !== 'GET') return undefined;
  const [path = ''] = request.url.split(/[?#]/, 1);
  const params = new URLSearchParams();
  for (const [name, values] of Object.entries(request.query as Record<string, string | string[]>)) {
    if (name === 'ticket' || name === 'cursor') continue;
    for (const value of [values].flat()) params.append(name, value);
  }
  params.append('cursor', cursor);
  return `${path}?${params.toString()}`;
}
