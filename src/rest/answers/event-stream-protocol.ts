import type { FastifyRequest } from 'fastify';

/** How long a browser shall wait before it connects again, in milliseconds. */
const RETRY_MS = 3_000;

/** Id of the last event. A browser that connects again after it shows it, and is told to stop. */
export const LAST_EVENT_ID = 'end';

/** What every event stream begins with. */
export const FIRST_LINES = `retry: ${RETRY_MS}\n\n`;

/** Sent in silence, so that proxies do not take the connection for dead. */
export const STILL_HERE = ': still here\n\n';

/** How long a silence may last, in milliseconds. */
export const KEEP_ALIVE_MS = 15_000;

/** Headers of every event stream. A proxy that packs or gathers it would hold events back from whoever waits for them. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/**
 * Whether the client has had the last event: a browser comes again by itself whenever a stream ends, until the answer
 * is 204.
 */
export function hasReadAll(request: FastifyRequest): boolean {
  return request.headers['last-event-id'] === LAST_EVENT_ID;
}

/** One event. JSON has no line breaks of its own, so one `data` line holds it. */
export function eventText(name: string, data: object, id?: string | number): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
