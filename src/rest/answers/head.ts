import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whether only the headers of the answer are wanted. Nothing is read for them. */
export function isHead(request: FastifyRequest): boolean {
  return request.method === 'HEAD';
}

/** Ends an answer that has headers only, without saying how long it would have been. */
export async function sendHead(reply: FastifyReply): Promise<void> {
  // The framework counts the bytes of any other body, and would call this one empty.
  await reply.send(Readable.from([]));
}
