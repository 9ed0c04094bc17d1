import type { FastifyReply } from 'fastify';

/** Adds one link to the `Link` header of an answer, beside those that it has (RFC 8288, section 3). */
export function addLink(reply: FastifyReply, target: string, relation: string): void {
  const before = reply.getHeader('link');
  const link = `<${target}>; rel="${relation}"`;
  void reply.header('link', before === undefined ? link : `${String(before)}, ${link}`);
}
