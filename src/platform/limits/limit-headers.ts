import type { FastifyInstance } from 'fastify';
import { knownCaller } from '../http/admission/caller.js';
import { POINTS_WINDOW_S } from './counter.js';
import type { CallerLimits } from './caller-limits.js';

/**
 * Tells every known caller its allowance and what is left of it (source: draft-ietf-httpapi-ratelimit-headers-11):
 * `q` points in `w` seconds; `r` points left for `t` seconds.
 */
export function tellLimits(fastify: FastifyInstance, limits: CallerLimits): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const caller = knownCaller(request);
    if (caller !== undefined) {
      const { limit, remaining, resetS } = limits.view(caller).points;
      void reply.header('ratelimit-policy', `"caller";q=${limit};w=${POINTS_WINDOW_S}`);
      void reply.header('ratelimit', `"caller";r=${remaining};t=${resetS}`);
    }
    done();
  });
}
