import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { addLink } from '../../platform/http/rules/link-header.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import { Slices } from '../../kernel/slices.js';
import type { Page } from '../../query/question/answer.js';
import type { QueryContext } from '../../query/question/query-context.js';

/** Rows or failures that are written as JSON between two checks of the time slice: less than a millisecond of work. */
const ENTRIES_AT_ONCE = 200;
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
  const { body, etag } = await serialised(page);
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
  if (retrieves && fresh({ 'if-none-match': request.headers['if-none-match'] }, { etag })) {
    await reply.code(304).send();
    return;
  }
  await reply.type(PAGE_HEADERS['content-type']).send(body);
}

/**
 * Writes the page as JSON and hashes it, in slices, because it may list 100 000 failed hosts. Pages with the same rows and
 * failures have the same tag, whenever and however they were read.
 */
async function serialised<Row>(
  page: Page<Row, object>,
): Promise<{ readonly body: Buffer; readonly etag: string }> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  const slices = new Slices();
  const add = (text: string, isHashed: boolean): void => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    if (isHashed) hash.update(bytes);
  };
  let before = '{';
  for (const [name, value] of Object.entries(page)) {
    if (value === undefined) continue;
    add(`${before}"${name}":`, false);
    before = ',';
    if (!Array.isArray(value)) {
      add(JSON.stringify(value), name === 'complete');
      continue;
    }
    for (let at = 0; at < value.length; at += ENTRIES_AT_ONCE) {
      if (slices.usedUp) await slices.next();
      const entries = JSON.stringify(value.slice(at, at + ENTRIES_AT_ONCE));
      add(`${at === 0 ? '[' : ','}${entries.slice(1, -1)}`, true);
    }
    add(value.length === 0 ? '[]' : ']', true);
  }
  add('}', false);
  hash.update(String(page.next_cursor !== null));
  return { body: Buffer.concat(pieces), etag: `W/"${hash.digest('base64url').slice(0, 27)}"` };
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
