import type { FastifyInstance } from 'fastify';

/** Body bytes of a route that names no limit of its own. */
export const DEFAULT_BODY_LIMIT = 16_384;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `query`: the route takes bodies up to the configured query size. */
    readonly bodySize?: 'query';
  }
}

/** Gives each route its body limit as it is registered: queries carry long lists of ids, everything else is small. */
export function limitBodies(fastify: FastifyInstance, queryBytes: number): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = route.config?.bodySize === 'query' ? queryBytes : DEFAULT_BODY_LIMIT;
  });
}
