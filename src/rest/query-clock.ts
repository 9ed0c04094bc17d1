import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../platform/config/config.js';
import { allowedAgeMs } from './input/cache-control.js';
import { callerOf } from '../platform/http/admission/caller.js';
import { answerCut } from '../platform/http/connections/client-gone.js';
import { Drain } from '../platform/http/connections/drain.js';
import { isHead, sendHead } from './answers/head.js';
import { canWait } from '../platform/http/admission/priority.js';
import { CallMeter } from '../platform/limits/call-meter.js';
import { CallerLimits } from '../platform/limits/caller-limits.js';
import { spanOf } from '../platform/tracing/trace-requests.js';
import { invalidRequest } from '../platform/problem/problem.js';
import { QueryContext, type QueryStanding } from '../query/question/query-context.js';
import { QueryResolver } from '../query/servers/query-resolver.js';

/** Time kept for an older answer from memory after the vendor failed: a share of the timeout, up to a maximum. A choice. */
const RESERVE_SHARE = 0.1;
const MAX_RESERVE_MS = 1_000;

/** Time kept for writing the answer before the caller's deadline: a share of the timeout, up to a maximum. A choice. */
const CLOSING_SHARE = 0.1;
const MAX_CLOSING_MS = 50;

/** Parameters of a query that its clock needs, and the project that the caller has to be allowed to see. */
export interface QueryTiming {
  readonly project?: string;
  readonly timeout_ms?: number;
  readonly stale_if_error?: number;
}

/** Starts and stops the clocks of requests that call the vendor. */
@Injectable()
export class QueryClock {
  constructor(
    @Inject(AppConfig) private readonly config: AppConfig,
    @Inject(CallerLimits) private readonly limits: CallerLimits,
    @Inject(QueryResolver) private readonly resolver: QueryResolver,
    private readonly drain: Drain,
  ) {}

  /** Returns the timeout of a query in milliseconds. @throws Problem `invalid-request` above the configured maximum. */
  timeoutMs(query: { readonly timeout_ms?: number }): number {
    const { defaultTimeoutMs, maxTimeoutMs } = this.config.query;
    const timeoutMs = query.timeout_ms ?? defaultTimeoutMs;
    if (timeoutMs <= maxTimeoutMs) return timeoutMs;
    throw invalidRequest([{ parameter: 'timeout_ms', detail: `must not be greater than ${maxTimeoutMs}` }]);
  }

  /**
   * Starts a clock that counts from the arrival of the request. The caller of this method has to dispose of it. The
   * deadline is a little before that of the query, because the answer has still to be written and sent.
   *
   * @throws Problem `not-found` for a project that the caller may not see. HEAD, which reads nothing, is refused so too.
   */
  start(query: QueryTiming, request: FastifyRequest, reply: FastifyReply): QueryContext {
    const wholeMs = this.timeoutMs(query);
    const timeoutMs = wholeMs - Math.min(MAX_CLOSING_MS, wholeMs * CLOSING_SHARE);
    const reserveMs =
      (query.stale_if_error ?? 0) > 0 ? Math.min(MAX_RESERVE_MS, timeoutMs * RESERVE_SHARE) : 0;
    const maxAgeMs = allowedAgeMs(request.headers['cache-control']);
    const caller = callerOf(request);
    this.resolver.projectsOf(caller, query.project);
    const standing: QueryStanding = {
      meter: new CallMeter(this.limits, caller),
      lane: canWait(request.headers) ? 'bulk' : 'interactive',
      passedMs: reply.elapsedTime,
      reserveMs,
      trace: spanOf(request),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    };
    return new QueryContext(caller.id, timeoutMs, () => answerCut(reply, this.drain), standing);
  }

  /** Sends the result of the work as JSON. For HEAD the work is not done. */
  async answer(
    query: QueryTiming,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (context: QueryContext) => Promise<object>,
  ): Promise<void> {
    void reply.type('application/json; charset=utf-8');
    if (isHead(request)) {
      this.timeoutMs(query);
      await sendHead(reply);
      return;
    }
    await reply.send(JSON.stringify(await this.run(query, request, reply, work)));
  }

  /** Does the work within the deadline of the query. */
  async run<T>(
    query: QueryTiming,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (context: QueryContext) => Promise<T>,
  ): Promise<T> {
    const context = this.start(query, request, reply);
    try {
      return await work(context);
    } finally {
      context.dispose();
    }
  }
}
