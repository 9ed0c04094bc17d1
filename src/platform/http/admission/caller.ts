import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../config/config.js';

/** Who asks, as the gate found out. */
export interface Caller {
  /** Stable name from configuration or the token's subject; goes into logs, limits and cursors. */
  readonly id: string;
  readonly kind: 'api-key' | 'jwt' | 'demo';
  readonly scopes: ReadonlySet<Scope>;
  /** Aliases the caller may ask, or everything. */
  readonly projects: ReadonlySet<string> | '*';
  /** Points it may use up in a minute, where that is not the general figure. */
  readonly pointsPerMinute?: number;
}

const CALLER = Symbol('caller');

declare module 'fastify' {
  interface FastifyRequest {
    [CALLER]?: Caller;
  }
}

/** Remembers who a request comes from. Only the gate calls this. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  request[CALLER] = caller;
}

/** Who the request comes from; undefined on a public route, and while nobody has been let in. */
export function knownCaller(request: FastifyRequest): Caller | undefined {
  return request[CALLER];
}

/** Who the request comes from. @throws Error when the route is public, which is a fault of ours. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = request[CALLER];
  if (caller === undefined) throw new Error('a public route asked for its caller');
  return caller;
}

/** Whether the caller may see the project. */
export function maySee(caller: Caller, alias: string): boolean {
  return caller.projects === '*' || caller.projects.has(alias);
}
