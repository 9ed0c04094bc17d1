import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '../answer.js';
import type { QueryContext } from '../query-context.js';

const pack = promisify(gzip);

/** A page below this is sent as it is, in bytes: packing gains less than a packet. */
const WORTH_PACKING = 1_024;

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
    .header('vary', 'accept, accept-encoding')
    .header('cache-control', 'private, no-cache')
    .header('etag', etag)
    .header(
      'server-timing',
      `total;dur=${context.elapsedMs}, upstream;desc="${context.calls} calls", rows;desc="${page.items.length}"`,
    );
  if (page.next_cursor !== null && request.method === 'GET') {
    void reply.header('link', `<${nextUrl(request.url, page.next_cursor)}>; rel="next"`);
  }
  if (matches(request.headers['if-none-match'], etag)) {
    await reply.code(304).send();
    return;
  }
  void reply.type('application/json; charset=utf-8');
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

/** Whether `If-None-Match` names the tag, compared weakly (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = etag.replace(/^W\//, '');
  return header
    .split(',')
    .slice(0, 100)
    .some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === opaque);
}

/** Whether `Accept-Encoding` lets gzip through: named with a weight above zero, or by `*`. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const parts = String(header ?? '')
    .toLowerCase()
    .split(',')
    .slice(0, 32)
    .map((part) => part.trim().split(';'));
  const weightOf = (coding: string): number | undefined => {
    const found = parts.find(([name]) => name?.trim() === coding);
    if (found === undefined) return undefined;
    const weight = found.slice(1).find((each) => each.trim().startsWith('q='));
    return weight === undefined ? 1 : Number(weight.trim().slice(2));
  };
  return (weightOf('gzip') ?? weightOf('*') ?? 0) > 0;
}

/** The same URL with the cursor of the next page; relative, so that proxies in front do not matter. */
function nextUrl(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const params = new URLSearchParams(query);
  params.delete('ticket');
  params.set('cursor', cursor);
  return `${path}?${params.toString()}`;
}
