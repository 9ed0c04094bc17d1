import type { FastifyRequest } from 'fastify';
import { takesTickets } from '../../platform/http/admission/access.js';
import { preferred } from '../../platform/http/rules/accept.js';
import { Problem } from '../../platform/problem/problem.js';
import { ANSWER_TYPES } from '../../rest/answers/formats.js';

/**
 * Removes the ticket from the query string and returns it; undefined when there is none. The calls themselves do not
 * know the parameter.
 *
 * @throws Problem `unauthenticated` for a ticket in a request that does not open an event stream of rows by GET.
 */
export function takeTicket(request: FastifyRequest): string | undefined {
  const query = request.query as Record<string, unknown>;
  if (!Object.hasOwn(query, 'ticket')) return undefined;
  const { ticket } = query;
  const streams =
    query['format'] === 'sse' ||
    (query['format'] === undefined && preferred(request.headers.accept, ANSWER_TYPES) === 'sse');
  if (request.method !== 'GET' || !takesTickets(request) || !streams || typeof ticket !== 'string')
    throw new Problem('unauthenticated', 'A ticket opens event streams of rows by GET, and nothing else');
  delete query['ticket'];
  return ticket;
}
