import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.js';
import type { Logger } from '../logging/logger.js';
import { TroubleLog } from '../logging/trouble-log.js';
import { spanOf } from '../tracing/trace-requests.js';
import { problemOf } from './fault-problem.js';
import { invalidRequest, Problem, type ProblemKind } from './problem.js';
import { sendProblem } from './send-problem.js';

/** Shapes every error into one problem document. What is not a Problem or a Fault tells callers nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly troubles: TroubleLog<object>;

  constructor(private readonly logger: Logger) {
    this.troubles = new TroubleLog((fields, times) => logger.warn({ ...fields, times }, 'requests fail'));
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error);
    const cause = problem.extras.cause ?? (problem === error ? undefined : error);
    // The detail may name what the caller sent: as a member it is escaped, in the message a terminal would obey it.
    const said = {
      correlationId: request.id,
      traceId: spanOf(request)?.traceId,
      problem: problem.kind,
      detail: problem.detail,
    };
    if (problem.kind === 'internal') this.logger.error({ ...said, err: describe(cause) }, 'request failed');
    else {
      // Not `err`: of whatever bears that name the logger makes an error with a stack.
      const facts = { ...said, ...(cause === undefined ? {} : { fault: describe(cause) }) };
      this.logger.debug(facts, 'request refused');
      // Every replica has the same outage, and every request meets it: each kind is told now and then, not each time.
      const kind = cause instanceof Fault ? cause.kind : '';
      if (problem.getStatus() >= 500) this.troubles.note(`${problem.kind} ${kind}`, facts);
    }
    sendProblem(problem, request, reply);
  }
}

/** Codes that Fastify gives its own refusals, before any of our code has run. */
const FASTIFY_PROBLEMS: Readonly<Record<string, [ProblemKind, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'The body exceeds the limit of this address'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Bodies are application/json in UTF-8'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'Content-Length does not match the body'],
  FST_ERR_BAD_URL: ['invalid-request', 'The URL cannot be decoded'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid-request', 'A part of the path is too long'],
};

const STATUS_PROBLEMS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  409: 'conflict',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
  503: 'overloaded',
};

/** Any thrown value as a Problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Fault) return problemOf(error);
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? FASTIFY_PROBLEMS[code] : undefined;
  if (known !== undefined) {
    return known[0] === 'invalid-request'
      ? invalidRequest([{ detail: known[1] }])
      : new Problem(known[0], known[1]);
  }
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: unknown } | null)?.statusCode;
  const kind = typeof status === 'number' ? STATUS_PROBLEMS[status] : undefined;
  if (kind === undefined)
    return new Problem('internal', 'An unexpected fault; it has been recorded', { cause: error });
  if (kind === 'invalid-request') return invalidRequest([{ detail: 'The request cannot be read' }]);
  return new Problem(
    kind,
    kind === 'not-found' ? 'There is nothing at this address' : 'The request was refused',
    { cause: error },
  );
}

interface Described {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly kind?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly hint?: string;
  readonly cause?: Described;
}

/**
 * An error's own words for the log, without its properties: some libraries hang requests and headers on theirs. A fault
 * is a value and has no stack; what nobody classified keeps its own.
 */
function describe(error: unknown): Described | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error object' };
  const { name: type, message, stack } = error;
  if (!(error instanceof Fault)) return { type, message, ...(stack === undefined ? {} : { stack }) };
  const { kind, upstreamCode: code, upstreamRequestId: requestId, hint, cause } = error;
  // System errors say by their code what they are; an error without one that became a fault is a fault of ours.
  const bug = cause instanceof Error && !(cause instanceof Fault) && !('code' in cause);
  return {
    type,
    message,
    kind,
    ...(code ? { code } : {}),
    ...(requestId ? { requestId } : {}),
    ...(hint ? { hint } : {}),
    ...(bug ? { cause: describe(cause) } : {}),
  };
}
