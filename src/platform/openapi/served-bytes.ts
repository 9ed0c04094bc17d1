import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import { takesGzip } from '../http/rules/accept.js';

const pack = promisify(gzip);

/** One file as it is served: as it is, and compressed. */
export interface ServedBytes {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

/** Compresses a file once for all who will ask for it. */
export async function servedBytes(plain: Buffer, type: string): Promise<ServedBytes> {
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { type, plain, packed: await pack(plain), etag: `W/"${digest}"` };
}

/** Sends a file: compressed to whoever takes gzip, and 304 to whoever has it. @param caching value of `Cache-Control`. */
export function sendBytes(
  { etag, type, plain, packed }: ServedBytes,
  request: FastifyRequest,
  reply: FastifyReply,
  caching: string,
): FastifyReply {
  void reply.headers({ etag, vary: 'accept-encoding', 'cache-control': caching });
  if (fresh(request.headers, { etag })) return reply.code(304).send();
  void reply.type(type);
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(plain);
  return reply.header('content-encoding', 'gzip').send(packed);
}
