import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span } from '../../kernel/trace.js';
import { whenOver } from '../http/connections/answer-over.js';
import { templateOf } from '../http/rules/route-of.js';
import type { Tracing } from './tracing.js';

const SPAN = Symbol('the span of a request');

interface Traced extends FastifyRequest {
  [SPAN]?: Span;
}

/** Returns the span of a request; undefined when it belongs to no trace. */
export function spanOf(request: FastifyRequest): Span | undefined {
  return (request as Traced)[SPAN];
}

/** Makes each request a piece of work in the trace that it names. Probes and metrics are left out. */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    if (traceparent === undefined && !tracing.records) return done();
    const route = templateOf(request) ?? '(none)';
    if (route.startsWith('/health/') || route === '/metrics') return done();
    const span = tracing.begin(
      `${request.method} ${route}`,
      'server',
      { 'http.request.method': request.method, 'http.route': route, 'portolan.correlation_id': request.id },
      typeof traceparent === 'string' ? traceparent : undefined,
    );
    if (span === undefined) return done();
    (request as Traced)[SPAN] = span;
    whenOver(reply, (whole) => {
      const { statusCode } = reply;
      span.end(
        { 'http.response.status_code': statusCode, ...(whole ? {} : { 'portolan.cut': true }) },
        statusCode >= 500 ? String(statusCode) : undefined,
      );
    });
    span.run(done);
  });
}
