import type { FastifyInstance } from 'fastify';
import type { Drain } from './drain.js';

/**
 * While the process is on its way out, every answer ends its connection, so that clients and load balancers that keep
 * connections turn elsewhere in good order instead of meeting a closed one in the middle of a request.
 */
export function closeWhileDraining(fastify: FastifyInstance, drain: Drain): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (drain.draining) void reply.header('connection', 'close');
    done();
  });
}
