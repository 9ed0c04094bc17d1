import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Tells whether the client asks for headers only. Such a request reads no rows. */
export function isHead(request: FastifyRequest): boolean {
  return request.method === 'HEAD';
}

/** Sends an answer to HEAD: headers only, without `Content-Length`. */
export async function sendHead(reply: FastifyReply): Promise<void> {
  // Fastify sends `Content-Length: 0` for every other empty body.
  await reply.send(Readable.from([]));
}
