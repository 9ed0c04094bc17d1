import type { FastifyRequest } from 'fastify';
import { preferred } from '../../platform/http/rules/accept.js';
import { ANSWER_TYPES } from '../../rest/answers/formats.js';

/**
 * Whether the answer will be streamed, as far as the request tells: `format` in query or body other than `json`, or
 * `Accept` likes something better. The same for all calls, also those that give JSON only.
 */
export function asksForStream(request: FastifyRequest): boolean {
  const format = formatIn(request.body) ?? formatIn(request.query);
  if (format !== undefined) return format !== 'json';
  return (preferred(request.headers.accept, ANSWER_TYPES) ?? 'json') !== 'json';
}

function formatIn(from: unknown): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, 'format')
    ? (from as { format: unknown }).format
    : undefined;
}
