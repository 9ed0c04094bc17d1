import type { FastifyRequest } from 'fastify';

const ROUTE = Symbol('the route of a request');

type Route = FastifyRequest['routeOptions']['config'];

interface Routed extends FastifyRequest {
  [ROUTE]?: Route;
}

/**
 * Returns what was declared of the route that a request goes to: the same object for each of its requests. The framework
 * makes a description of the route each time it is asked, so it is asked once for a request.
 */
export function routeOf(request: FastifyRequest): Route {
  return ((request as Routed)[ROUTE] ??= request.routeOptions.config);
}

/** Returns the template of the path, such as `/v1/hosts/:host_id`; undefined where there is no route. */
export function templateOf(request: FastifyRequest): string | undefined {
  return routeOf(request).url;
}
