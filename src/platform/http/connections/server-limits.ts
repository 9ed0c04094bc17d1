import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { AppConfig } from '../../config/config.js';

/** All headers of a request together, in bytes. Bearer tokens are the longest of them and seldom reach half. */
export const MAX_HEADER_BYTES = 16_384;
/** How often slow connections are looked for, in milliseconds; Node's own 30 s would let them sit three times as long. */
const CHECK_EVERY_MS = 1_000;
/** Longer than the idle time of usual proxies (60 s), so that it is they who close. */
export const KEEP_ALIVE_MS = 72_000;
/** After so many requests a connection ends, so that a load balancer can even out; far above what costs anything. */
const MAX_REQUESTS_PER_SOCKET = 100_000;
/** Silence on a connection beyond the longest deadline that a query may have, in milliseconds. */
const SILENCE_MS = 30_000;

type Limits = Pick<
  FastifyHttpOptions<Server>,
  'connectionTimeout' | 'http' | 'keepAliveTimeout' | 'maxRequestsPerSocket' | 'requestTimeout' | 'trustProxy'
>;

/** What the server bears of a client: how much header, how slow, how silent, through which proxies. */
export function serverLimits({ server, query }: AppConfig): Limits {
  return {
    requestTimeout: server.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: query.maxTimeoutMs + SILENCE_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_SOCKET,
    trustProxy: server.trustedProxies.length === 0 ? false : server.trustedProxies,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: server.headersTimeoutMs,
      requestTimeout: server.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, server.headersTimeoutMs),
      // Lenient parsing is what request smuggling lives on.
      insecureHTTPParser: false,
      // Asked for by a rule of ours, which answers with a problem.
      requireHostHeader: false,
    },
  };
}
