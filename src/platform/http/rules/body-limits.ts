import 'reflect-metadata';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';

/** Body bytes of a route that names no limit of its own. */
const DEFAULT_BODY_LIMIT = 16_384;

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

/** The route takes bodies up to the configured query size. Beside what else is declared of it, in any order. */
export const LargeBody = (): MethodDecorator => (_target, _key, descriptor) => {
  const method = descriptor.value as object;
  const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as
    FastifyContextConfig | undefined;
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, bodySize: 'query' }, method);
};
