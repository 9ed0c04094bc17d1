import type { FastifyBaseLogger } from 'fastify';

const METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * The framework's logger of one request, which adds the request's id to each line. Almost no request has such a line, and to
 * make a logger takes more time than to find the route, so it is made for the first line.
 */
class RequestLogger {
  private made: FastifyBaseLogger | undefined;

  constructor(
    private readonly logger: FastifyBaseLogger,
    private readonly bindings: Record<string, unknown>,
  ) {}

  get level(): string {
    return this.logger.level;
  }

  get own(): FastifyBaseLogger {
    return (this.made ??= this.logger.child(this.bindings));
  }

  child(...args: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.own.child(...args);
  }
}

for (const method of METHODS)
  Object.defineProperty(RequestLogger.prototype, method, {
    value(this: RequestLogger, ...args: unknown[]): void {
      Reflect.apply(this.own[method], this.own, args);
    },
  });

/** Makes the logger of one request; see `childLoggerFactory` of the framework. */
export function requestLogger(
  logger: FastifyBaseLogger,
  bindings: Record<string, unknown>,
): FastifyBaseLogger {
  return new RequestLogger(logger, bindings) as unknown as FastifyBaseLogger;
}
