import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CorsConfig } from '../../config/config.js';

/** What browsers have to be told: methods and headers that calls take, and headers of answers that pages may read. */
interface CallNames {
  readonly methods: readonly string[];
  readonly ofRequests: readonly string[];
  readonly ofAnswers: readonly string[];
}

/** How long a browser may remember what it was allowed, in seconds. */
const REMEMBERED_S = '600';

/**
 * Lets web pages of the configured origins call; without any, no answer says a word about origins. By hand, because the
 * usual plugin adds an OPTIONS route for every address there is and is not, and answers OPTIONS that no browser sent.
 *
 * @param names of the document, asked for at each request that needs them: it is read late.
 */
export function allowOrigins(
  fastify: FastifyInstance,
  { origins, credentials }: CorsConfig,
  names: () => Promise<CallNames>,
): void {
  if (origins.length === 0) return;
  const every = origins.includes('*');
  const named = new Set(origins);
  fastify.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !(every || named.has(origin))) return;
    void reply.header('access-control-allow-origin', every ? '*' : origin);
    if (credentials) void reply.header('access-control-allow-credentials', 'true');
    if (isPreflight(request)) {
      const { methods, ofRequests } = await names();
      void reply.headers({
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': ofRequests.join(', '),
        'access-control-max-age': REMEMBERED_S,
      });
      await reply.code(204).send();
      return;
    }
    const { ofAnswers } = await names();
    void reply.header('access-control-expose-headers', ofAnswers.join(', '));
  });
  if (every) return;
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    varyByOrigin(reply);
    done();
  });
}

function isPreflight(request: FastifyRequest): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** Said on every answer, allowed or not: a cache must not give one origin what was meant for another. */
function varyByOrigin(reply: FastifyReply): void {
  const before = reply.getHeader('vary');
  const text = Array.isArray(before) ? before.join(', ') : String(before ?? '');
  void reply.header('vary', text === '' ? 'origin' : `${text}, origin`);
}
