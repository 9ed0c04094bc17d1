import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/admission/caller.js';
import { POINTS_WINDOW_S } from './counter.js';
import type { CallerLimits } from './caller-limits.js';

/**
 * Tells a caller its allowance and what is left of it (source: draft-ietf-httpapi-ratelimit-headers-11): `q` points in `w`
 * seconds; `r` points left for `t` seconds.
 */
export function tellLimits(reply: FastifyReply, caller: Caller, limits: CallerLimits): void {
  const { limit, remaining, resetS } = limits.points(caller);
  void reply
    .header('ratelimit-policy', `"caller";q=${limit};w=${POINTS_WINDOW_S}`)
    .header('ratelimit', `"caller";r=${remaining};t=${resetS}`);
}
