import type { FastifyRequest } from 'fastify';

/** Time that a browser waits before it connects again, in milliseconds. */
const RETRY_MS = 3_000;

/** Id of the last event. A browser that connects again sends it, and the answer 204 makes it stop. */
export const LAST_EVENT_ID = 'end';

/** First lines of every event stream. */
export const FIRST_LINES = `retry: ${RETRY_MS}\n\n`;

/** A comment that is sent when there is no event for a while, so that proxies keep the connection open. */
export const STILL_HERE = ': still here\n\n';

/** Time without an event after which the comment is sent, in milliseconds. */
export const KEEP_ALIVE_MS = 15_000;

/** Headers of every event stream. A proxy that compresses or buffers it would delay the events. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** Tells whether the client has received the last event. Browsers connect again after every end, until the answer is 204. */
export function hasReadAll(request: FastifyRequest): boolean {
  return request.headers['last-event-id'] === LAST_EVENT_ID;
}

/** Returns the text of one event. JSON without indentation has no line breaks, so one `data` line is enough. */
export function eventText(name: string, data: object, id?: string | number): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
