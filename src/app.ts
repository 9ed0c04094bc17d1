import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { Gate } from './modules/auth/gate.js';
import type { AppConfig } from './platform/config/config.js';
import { dangersOf } from './platform/config/cross-check.js';
import { admitWithinMeans } from './platform/http/admission/admission.js';
import { whenOver } from './platform/http/connections/answer-over.js';
import { answerClientError, refuseTunnels } from './platform/http/connections/client-error.js';
import { limitBodies } from './platform/http/rules/body-limits.js';
import { tellDeprecations } from './platform/http/rules/deprecation.js';
import { compressAnswers } from './platform/http/rules/compress-answers.js';
import { allowOrigins } from './platform/http/rules/cors.js';
import { closeWhileDraining, Drain } from './platform/http/connections/drain.js';
import { acceptJsonBodies } from './platform/http/rules/json-body.js';
import { lingerOverBodies } from './platform/http/connections/lingering-close.js';
import { enforceMethodRules } from './platform/http/rules/method-rules.js';
import { ManagementPort } from './platform/http/management/management-port.js';
import { learnPublicPaths } from './platform/http/rules/public-path.js';
import { enforceQueryRules } from './platform/http/rules/query-rules.js';
import { requestId } from './platform/http/rules/request-id.js';
import { enforceRequestRules } from './platform/http/rules/request-rules.js';
import { templateOf } from './platform/http/rules/route-of.js';
import { RouteTable } from './platform/http/rules/route-table.js';
import { SECURITY_HEADERS } from './platform/http/rules/security-headers.js';
import { serverLimits } from './platform/http/connections/server-limits.js';
import { knownCaller } from './platform/http/admission/caller.js';
import { cutStalledReaders } from './platform/http/connections/stalled-reader.js';
import { cutSilentConnections } from './platform/http/connections/silent-connections.js';
import type { Logger } from './platform/logging/logger.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import { requestLogger } from './platform/logging/request-logger.js';
import { countRequests } from './platform/metrics/count-requests.js';
import { Metrics } from './platform/metrics/metrics.js';
import { ProblemFilter, toProblem } from './platform/problem/problem.filter.js';
import { openTracing } from './platform/tracing/open-tracing.js';
import type { Tracing } from './platform/tracing/tracing.js';
import { spanOf, traceRequests } from './platform/tracing/trace-requests.js';
import { sendProblem } from './platform/problem/send-problem.js';
import { KeptAnswers } from './rest/answers/kept-answers.js';
import { headerNamesOf, serveOpenApi } from './platform/openapi/serve-openapi.js';

/**
 * Hands the framework's own refusals (bad URL, body too large …) to the filter as they are. The stock adapter wraps them
 * in an HttpException first, which hides the code that tells them apart.
 */
class PlainErrorsAdapter extends FastifyAdapter {
  override mapException(error: unknown): unknown {
    return error;
  }
}

/**
 * The whole application, ready to listen. Every error, from the first byte of a request on, leaves as a problem
 * document.
 */
export async function createApp(config: AppConfig, logger: Logger): Promise<NestFastifyApplication> {
  if (config.secrets.length === 0) {
    // Alone, without Redis: nobody else has to read what this process signs.
    config.secrets.push({ id: 'process', value: randomBytes(32).toString('base64url') });
    logger.warn('No secret is configured: cursors end with this process');
  }
  for (const danger of dangersOf(config)) logger.warn(danger);
  const tracing = await openTracing(config.tracing);
  const adapter = adapterOf(config, logger);
  const fastify = adapter.getInstance<FastifyInstance>();
  // Hooks run in the order in which they are added, for each request.
  addEarlyHooks(fastify, config, { logger, tracing, metrics: () => app.get(Metrics) });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, logger, tracing),
    adapter,
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    },
  );
  acceptJsonBodies(fastify);
  closeWhileDraining(fastify, app.get(Drain));
  const routes = app.get(RouteTable);
  routes.watch(fastify);
  enforceRequestRules(fastify);
  app.get(ManagementPort).attach(fastify);
  allowOrigins(fastify, config.cors, headerNamesOf(app));
  enforceMethodRules(fastify, routes);
  app.get(Gate).attach(fastify);
  app.get(KeptAnswers).attach(fastify);
  enforceQueryRules(fastify);
  app.useGlobalFilters(new ProblemFilter(logger));
  serveOpenApi(app, config);
  await app.init();
  return app;
}

function adapterOf(config: AppConfig, logger: Logger): FastifyAdapter {
  return new PlainErrorsAdapter({
    loggerInstance: logger,
    // One line a request is written below, with the fields we choose.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    childLoggerFactory: requestLogger,
    bodyLimit: config.query.maxBodyBytes,
    ...serverLimits(config),
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    clientErrorHandler: answerClientError,
    // These never reach a hook, so what the hooks below give every other answer is given here.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(toProblem(error), request, reply.header('x-request-id', request.id)),
  });
}

/** Who is told of every request. */
interface Observers {
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly metrics: () => Metrics;
}

/** Adds what holds for every request, also for one that is refused before it reaches a route. */
function addEarlyHooks(
  fastify: FastifyInstance,
  config: AppConfig,
  { logger, tracing, metrics }: Observers,
): void {
  limitBodies(fastify, config.query.maxBodyBytes);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    done();
  });
  learnPublicPaths(fastify, config.server);
  // Before any hook that may refuse a request: refused requests are logged and counted as well.
  traceRequests(fastify, tracing);
  logRequests(fastify, logger);
  countRequests(fastify, metrics);
  tellDeprecations(fastify);
  admitWithinMeans(fastify, {
    maxRequests: config.server.maxRequests,
    maxDelayMs: config.server.maxDelayMs,
    onRefused: () => metrics().work.refused('process'),
  });
  compressAnswers(fastify);
  cutStalledReaders(fastify, config.query.stallTimeoutMs);
  cutSilentConnections(fastify);
  lingerOverBodies(fastify);
  refuseTunnels(fastify);
}

function logRequests(fastify: FastifyInstance, logger: Logger): void {
  // None of these members holds a secret, and to look for one takes as long as all else of the line.
  const requests = logger.child({}, { redact: [] });
  fastify.addHook('onRequest', (request, reply, done) => {
    whenOver(reply, (whole) => {
      const level = levelFor(request);
      if (!requests.isLevelEnabled(level)) return;
      const trace = spanOf(request)?.traceId;
      requests[level](
        {
          correlationId: request.id,
          ...(trace === undefined ? {} : { traceId: trace }),
          caller: knownCaller(request)?.id,
          method: request.method,
          // Without the query: it is long, and a key sent there by mistake would stay in the log.
          path: request.url.split('?', 1)[0],
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          // Before its end, by the client or by us.
          ...(whole ? {} : { cut: true }),
        },
        'request',
      );
    });
    done();
  });
}

/** Returns the level of a request's log line. Probes come every few seconds and would fill the log. */
function levelFor(request: FastifyRequest): 'debug' | 'info' {
  const url = templateOf(request) ?? '';
  return url.startsWith('/health/') || url === '/metrics' ? 'debug' : 'info';
}
