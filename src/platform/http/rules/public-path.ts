import { BlockList, isIPv6 } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerConfig } from '../../config/config.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What stands before our paths where callers see them, such as `/portolan`; mostly empty. */
    publicPrefix: string;
  }
}

/** Longest prefix that a proxy may name, in characters. */
const MAX_PREFIX = 256;
const PREFIX = /^(?:\/[A-Za-z0-9._~-]+)+$/;

/**
 * Finds out for each request under which path its caller reaches us, where a proxy in front takes the first part of the
 * path away: by `server.public_url`, or else by the proxy's `X-Forwarded-Prefix`. That header is believed of the proxies
 * in `server.trusted_proxies` only; from anybody else it is passed over, and so is one that is no path.
 */
export function learnPublicPaths(
  fastify: FastifyInstance,
  { publicUrl, trustedProxies }: Pick<ServerConfig, 'publicUrl' | 'trustedProxies'>,
): void {
  fastify.decorateRequest('publicPrefix', '');
  const configured = publicUrl === undefined ? undefined : withoutSlash(new URL(publicUrl).pathname);
  if (configured === '' || (configured === undefined && trustedProxies.length === 0)) return;
  const trusted = blockListOf(trustedProxies);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.publicPrefix = configured ?? forwardedPrefix(request, trusted);
    done();
  });
}

/** One of our paths, as the caller of this request reaches it. */
export function publicPath({ publicPrefix }: FastifyRequest, path: string): string {
  return publicPrefix + path;
}

function forwardedPrefix({ headers, socket }: FastifyRequest, trusted: BlockList): string {
  const given = headers['x-forwarded-prefix'];
  if (typeof given !== 'string' || given.length > MAX_PREFIX) return '';
  const address = socket.remoteAddress ?? '';
  if (address === '' || !trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return '';
  const prefix = withoutSlash(given.trim());
  const isPath = PREFIX.test(prefix) && !prefix.split('/').some((part) => part === '.' || part === '..');
  return isPath ? prefix : '';
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [whole = '', prefix] = network.split('/');
    const [address = ''] = whole.split('%');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
