import type { FastifyInstance } from 'fastify';
import { Problem } from '../../problem/problem.js';
import type { RouteTable } from './route-table.js';

/** Methods that the service knows. TRACE is missing because it would echo headers. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Answers a method that the path does not support with 405 and an `Allow` header, and OPTIONS with the same header.
 * Runs after CORS, which answers the OPTIONS of browsers, and before the caller's key is checked.
 */
export function enforceMethodRules(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method } = request;
    if (METHODS.has(method) && method !== 'OPTIONS' && !request.is404) return done();
    const path = request.url.split('?', 1)[0] ?? '/';
    const taken = routes.methodsAt(path);
    if (METHODS.has(method) && taken.length === 0) return done();
    const allow = [...new Set([...taken, 'OPTIONS'])].sort().join(', ');
    if (method !== 'OPTIONS') {
      return done(
        new Problem('method-not-allowed', `${method} is not possible here`, { headers: { allow } }),
      );
    }
    void reply.code(204).header('allow', allow).send();
  });
}
