import type { FastifyInstance } from 'fastify';
import { invalidRequest } from '../../problem/problem.js';

/** Methods whose calls say everything in path and body. */
const WITHOUT_QUERY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Most parameters named in one answer. */
const MAX_NAMED = 100;

/**
 * Refuses query parameters where no call takes any: whoever writes `?limit=10` beside a body would believe that it was
 * heard. Comes after the gate, before anything of the body is read.
 */
export function mindQueries(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    if (!WITHOUT_QUERY.has(request.method) || request.is404) return done();
    const names = Object.keys(request.query as object).slice(0, MAX_NAMED);
    if (names.length === 0) return done();
    const detail = 'is not a known parameter: this call takes a body only';
    done(invalidRequest(names.map((name) => ({ parameter: name.slice(0, 128), detail }))));
  });
}
