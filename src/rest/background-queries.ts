import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AssetDefinition } from '../asset-types/definition.js';
import type { AssetQuery } from './input/asset-dto.js';

/** Takes a query that is not answered at once, but read in the background. */
export interface BackgroundQueries {
  /**
   * Keeps the query and sends 202 with its state.
   *
   * @param paid whether its hosts have been paid for.
   * @throws Problem
   */
  begin(
    definition: AssetDefinition,
    query: AssetQuery,
    paid: boolean,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void>;
}

export const BackgroundQueries = Symbol('BackgroundQueries');

/** What the caller says about waiting (RFC 7240). `either`: nothing. */
export type WaitPreference = 'background' | 'wait' | 'either';

/** Returns what `Prefer` says: `respond-async` asks for a background query, `wait` for an answer to this request. */
export function waitPreference(header: string | string[] | undefined): WaitPreference {
  const names = String(header ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map((each) => each.split('=')[0]?.trim());
  if (names.includes('respond-async')) return 'background';
  return names.includes('wait') ? 'wait' : 'either';
}
