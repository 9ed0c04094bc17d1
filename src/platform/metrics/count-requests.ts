import type { FastifyInstance, FastifyRequest } from 'fastify';
import { whenOver } from '../http/connections/answer-over.js';
import { templateOf } from '../http/rules/route-of.js';
import type { Metrics } from './metrics.js';

/**
 * Counts every answer by the template of its route, so that ids in paths make no series of their own; those cut before
 * their end as well.
 *
 * @param metrics asked for at the first request: hooks have to be there before the application is.
 */
export function countRequests(fastify: FastifyInstance, metrics: () => Metrics): void {
  let counts: Metrics | undefined;
  fastify.addHook('onRequest', (request, reply, done) => {
    const template = templateOf(request);
    const route = template === undefined ? '(none)' : `${methodOf(request)} ${pathOf(template)}`;
    const { work } = (counts ??= metrics());
    const found = counts;
    work.requestBegan();
    whenOver(reply, () => {
      work.requestEnded();
      found.httpAnswered(route, reply.statusCode, reply.elapsedTime / 1_000);
    });
    done();
  });
}

/** A HEAD is the work of a GET. */
function methodOf({ method }: FastifyRequest): string {
  return method === 'HEAD' ? 'GET' : method;
}

/** The files of the documentation's pages are one thing. */
function pathOf(url: string): string {
  return url.startsWith('/docs') ? '/docs' : url;
}
