import type { FastifyInstance, preParsingHookHandler } from 'fastify';

/** Their bodies, if any, are passed over. */
const BODILESS = new Set(['GET', 'HEAD']);

/** Adds a hook that runs before a body is read, to each route from now on that takes one. */
export function hookBodies(fastify: FastifyInstance, hook: preParsingHookHandler): void {
  fastify.addHook('onRoute', (route) => {
    if ([route.method].flat().every((method) => BODILESS.has(method))) return;
    route.preParsing = [route.preParsing ?? [], hook].flat();
  });
}
