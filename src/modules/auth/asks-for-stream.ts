import type { FastifyRequest } from 'fastify';
import { preferred } from '../../platform/http/rules/accept.js';
import { ANSWER_TYPES } from '../../rest/answers/formats.js';

/**
 * Tells whether the request asks for a stream: `format` in query or body is not `json`, or `Accept` prefers another
 * format. It does not look at the route, so it may be true for calls that return JSON only.
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
