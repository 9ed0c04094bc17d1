import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.js';

/** Counts every answer by the template of its route, so that ids in paths make no series of their own. */
export function countRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const template = request.is404 ? undefined : request.routeOptions.url;
    const route = template === undefined ? '(none)' : `${methodOf(request)} ${templateOf(template)}`;
    metrics.httpAnswered(route, reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
}

/** A HEAD is the work of a GET. */
function methodOf({ method }: FastifyRequest): string {
  return method === 'HEAD' ? 'GET' : method;
}

/** The files of the documentation's pages are one thing. */
function templateOf(url: string): string {
  return url.startsWith('/docs') ? '/docs' : url;
}
