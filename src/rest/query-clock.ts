import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../platform/config/config.js';
import { wantedAgeMs } from './input/cache-control.js';
import { callerOf } from '../platform/http/admission/caller.js';
import { answerCut } from '../platform/http/connections/client-gone.js';
import { Drain } from '../platform/http/connections/drain.js';
import { isHead, sendHead } from './answers/head.js';
import { canWait } from '../platform/http/admission/priority.js';
import { CallMeter } from '../platform/limits/call-meter.js';
import { CallerLimits } from '../platform/limits/caller-limits.js';
import { invalidRequest } from '../platform/problem/problem.js';
import { QueryContext, type QueryStanding } from '../query/question/query-context.js';
import { QueryResolver } from '../query/servers/query-resolver.js';

/** What an older answer may take once the vendor has failed: it comes from memory. A choice, as a share and at most. */
const RESERVE_SHARE = 0.1;
const MOST_RESERVE_MS = 1_000;

/** What writing the answer may take once the reading has ended, so that it is there in time: a choice, likewise. */
const CLOSING_SHARE = 0.1;
const MOST_CLOSING_MS = 50;

/** Of a question, what its clock goes by, and the project that its caller has to be allowed to see. */
export interface Timed {
  readonly project?: string;
  readonly timeout_ms?: number;
  readonly stale_if_error?: number;
}

/** Starts and stops the clocks of requests that ask upstream. */
@Injectable()
export class QueryClock {
  constructor(
    @Inject(AppConfig) private readonly config: AppConfig,
    @Inject(CallerLimits) private readonly limits: CallerLimits,
    @Inject(QueryResolver) private readonly resolver: QueryResolver,
    private readonly drain: Drain,
  ) {}

  /** The deadline of a question in milliseconds. @throws Problem `invalid-request` when it exceeds the configured one. */
  timeoutMs(question: { readonly timeout_ms?: number }): number {
    const { defaultTimeoutMs, maxTimeoutMs } = this.config.query;
    const asked = question.timeout_ms ?? defaultTimeoutMs;
    if (asked <= maxTimeoutMs) return asked;
    throw invalidRequest([{ parameter: 'timeout_ms', detail: `must not be greater than ${maxTimeoutMs}` }]);
  }

  /**
   * A clock that runs since the request came in; whoever asks for it has to stop it. It stops a little before the
   * caller's deadline: what is there by then has still to be written and sent.
   *
   * @throws Problem `not-found` for a project that the caller may not see: before a HEAD, which reads nothing, is answered.
   */
  start(question: Timed, request: FastifyRequest, reply: FastifyReply): QueryContext {
    const wholeMs = this.timeoutMs(question);
    const timeoutMs = wholeMs - Math.min(MOST_CLOSING_MS, wholeMs * CLOSING_SHARE);
    const reserveMs =
      (question.stale_if_error ?? 0) > 0 ? Math.min(MOST_RESERVE_MS, timeoutMs * RESERVE_SHARE) : 0;
    const maxAgeMs = wantedAgeMs(request.headers['cache-control']);
    const caller = callerOf(request);
    this.resolver.projectsOf(caller, question.project);
    const standing: QueryStanding = {
      meter: new CallMeter(this.limits, caller),
      lane: canWait(request.headers) ? 'bulk' : 'interactive',
      passedMs: reply.elapsedTime,
      reserveMs,
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    };
    return new QueryContext(caller.id, timeoutMs, answerCut(reply, this.drain), standing);
  }

  /** Answers with what the work gives, as JSON. For HEAD the work is not done. */
  async answer(
    question: Timed,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (context: QueryContext) => Promise<object>,
  ): Promise<void> {
    void reply.type('application/json; charset=utf-8');
    if (isHead(request)) {
      this.timeoutMs(question);
      await sendHead(reply);
      return;
    }
    await reply.send(JSON.stringify(await this.run(question, request, reply, work)));
  }

  /** Does the work within the deadline of the question. */
  async run<T>(
    question: Timed,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (context: QueryContext) => Promise<T>,
  ): Promise<T> {
    const context = this.start(question, request, reply);
    try {
      return await work(context);
    } finally {
      context.dispose();
    }
  }
}
