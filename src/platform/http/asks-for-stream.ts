import type { FastifyRequest } from 'fastify';

const STREAMED_TYPES = /application\/x-ndjson|text\/event-stream|text\/csv/i;

/**
 * Whether the answer will be streamed, as far as the request tells: `format` in query or body other than `json`, or a
 * streamed media type in `Accept`. Errs on the side of yes; it is for counting, not for choosing a format.
 */
export function asksForStream(request: FastifyRequest): boolean {
  const format = formatIn(request.body) ?? formatIn(request.query);
  if (format !== undefined) return format !== 'json';
  return STREAMED_TYPES.test(request.headers.accept ?? '');
}

function formatIn(from: unknown): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, 'format')
    ? (from as { format: unknown }).format
    : undefined;
}
