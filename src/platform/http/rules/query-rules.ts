import type { FastifyInstance } from 'fastify';
import { hookBodies } from './hook-bodies.js';
import { invalidRequest } from '../../problem/problem.js';

/** Methods whose calls say everything in path and body. */
const WITHOUT_QUERY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Most parameters named in one answer. */
const MAX_NAMED = 100;

/**
 * Refuses query parameters for methods with a body: no such call takes any, and a silently ignored `?limit=10` would
 * mislead its caller. Runs after the caller is known and before the body is read.
 */
export function enforceQueryRules(fastify: FastifyInstance): void {
  hookBodies(fastify, (request, _reply, _payload, done) => {
    if (!WITHOUT_QUERY.has(request.method)) return done();
    const names = Object.keys(request.query as object).slice(0, MAX_NAMED);
    if (names.length === 0) return done();
    const detail = 'is not a known parameter: this call takes a body only';
    done(invalidRequest(names.map((name) => ({ parameter: name.slice(0, 128), detail }))));
  });
}
