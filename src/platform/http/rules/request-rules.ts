import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { invalidRequest } from '../../problem/problem.js';

/**
 * Refuses an HTTP/1.1 request with no `Host` header or several (RFC 9112, 3.2: always a 400). Node would refuse it
 * without a problem document, or not at all. Two `Host` headers are dangerous: a proxy and a server may each read
 * another one. An unknown `Expect` header is ignored.
 */
export function enforceRequestRules(fastify: FastifyInstance): void {
  fastify.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    fastify.server.emit('request', request, response);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const hosts = hostLines(request.raw.rawHeaders);
    if (hosts === 1 || (hosts === 0 && request.raw.httpVersion !== '1.1')) {
      done();
      return;
    }
    void reply.header('connection', 'close');
    done(invalidRequest([{ parameter: 'Host', detail: hosts === 0 ? 'is missing' : 'must be given once' }]));
  });
}

function hostLines(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
