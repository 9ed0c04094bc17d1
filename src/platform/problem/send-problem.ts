import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_KINDS, type Problem } from './problem.js';

/** Longest `instance` that is echoed, in characters. */
const MAX_INSTANCE = 512;

/** Writes the problem as `application/problem+json`; says nothing when the answer has already begun. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (problem.extras.retryAfterS !== undefined)
    void reply.header('retry-after', String(problem.extras.retryAfterS));
  if (problem.kind === 'unauthenticated')
    void reply.header('www-authenticate', 'Bearer realm="portolan", ApiKey realm="portolan"');
  if (problem.extras.headers !== undefined) void reply.headers({ ...problem.extras.headers });
  void reply
    .code(problem.getStatus())
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: `/problems/${problem.kind}`,
        title: PROBLEM_KINDS[problem.kind].title,
        status: problem.getStatus(),
        detail: problem.detail,
        // The query is left out: it may be long, and a key sent there by mistake must not come back.
        instance: (request.url.split('?', 1)[0] ?? '/').slice(0, MAX_INSTANCE),
        correlation_id: request.id,
        ...(problem.extras.errors === undefined ? {} : { errors: problem.extras.errors }),
        ...problem.extras.members,
      }),
    );
}
