import type { FastifyInstance } from 'fastify';
import { Problem } from '../../problem/problem.js';
import type { RouteTable } from './route-table.js';

/** Methods that anything here can take. TRACE would echo headers; the rest nobody needs. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Answers methods that an address does not take with 405 and those it does (`Allow`), and OPTIONS with the same list.
 * Comes after CORS, which answers browsers' own OPTIONS, and before anybody is asked for a key.
 */
export function mindMethods(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const { method } = request;
    if (METHODS.has(method) && method !== 'OPTIONS' && !request.is404) return;
    const path = request.url.split('?', 1)[0] ?? '/';
    const taken = routes.methodsAt(path);
    if (METHODS.has(method) && taken.length === 0) return;
    const allow = [...new Set([...taken, 'OPTIONS'])].sort().join(', ');
    if (method !== 'OPTIONS') {
      throw new Problem('method-not-allowed', `${method} is not possible here`, { headers: { allow } });
    }
    await reply.code(204).header('allow', allow).send();
  });
}
