import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What an id from outside may look like; anything else is replaced, so that it can neither forge nor split a line. */
const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$/;

/** The correlation id of a request: the caller's `X-Request-Id` where it is well formed, else a new UUID. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID();
}
