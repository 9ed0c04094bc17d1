import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { takesGzip } from '../../platform/http/rules/accept.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import { Slices } from '../../kernel/slices.js';
import type { Page } from '../../query/question/answer.js';
import type { QueryContext } from '../../query/question/query-context.js';

const pack = promisify(gzip);

/** A page below this is sent as it is, in bytes: packing gains less than a packet. */
const WORTH_PACKING = 1_024;
/** Rows or failures made into JSON before the clock is looked at: less than a millisecond of work. */
const ENTRIES_AT_ONCE = 200;
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
  const { body, etag } = await serialised(page);
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
  if (body.length < WORTH_PACKING || !takesGzip(request.headers['accept-encoding'])) {
    await reply.send(body);
    return;
  }
  void reply.header('content-encoding', 'gzip');
  await reply.send(await pack(body, { level: constants.Z_BEST_SPEED }));
}

/**
 * The page as JSON, made once and in slices: it may tell of 100 000 hosts that failed. The tag is equal for pages with
 * the same rows and failures, whenever and however they were read.
 */
async function serialised<Row>(
  page: Page<Row, object>,
): Promise<{ readonly body: Buffer; readonly etag: string }> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  const slices = new Slices();
  const add = (text: string, counts: boolean): void => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    if (counts) hash.update(bytes);
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
      const some = JSON.stringify(value.slice(at, at + ENTRIES_AT_ONCE));
      add(`${at === 0 ? '[' : ','}${some.slice(1, -1)}`, true);
    }
    add(value.length === 0 ? '[]' : ']', true);
  }
  add('}', false);
  hash.update(String(page.next_cursor !== null));
  return { body: Buffer.concat(pieces), etag: `W/"${hash.digest('base64url').slice(0, 27)}"` };
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
