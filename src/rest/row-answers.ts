import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AssetDefinition } from '../asset-types/definition.js';
import { columnsOf } from '../asset-types/row-schema.js';
import { callerOf } from '../platform/http/admission/caller.js';
import type { AssetRow } from '../query/question/fleet-query.js';
import { Fault } from '../kernel/fault.js';
import { invalidRequest, Problem } from '../platform/problem/problem.js';
import { negotiate } from './answers/formats.js';
import { isHead } from './answers/head.js';
import { KeptAnswers } from './answers/kept-answers.js';
import { respond } from './answers/respond.js';
import { callsOf } from './asset-calls.js';
import { BackgroundQueries, waitPreference } from './background-queries.js';
import { AssetQueries } from './asset-queries.js';
import type { AssetQuery } from './input/asset-dto.js';
import { idempotencyKey } from './input/idempotency-key.js';
import { fieldsOf, wantsHost } from './input/fields.js';
import { QueryClock } from './query-clock.js';

const UNSORTED = {
  parameter: 'sort',
  detail: 'rows of a background query come in the order in which they are read; leave it out',
};

/** Whether a request was refused because its answer takes too long or too much memory, before anything was sent. */
function isTooBig(error: unknown): boolean {
  if (error instanceof Fault) return error.kind === 'answer_too_large';
  if (!(error instanceof Problem)) return false;
  return error.kind === 'answer-too-large' || error.extras.members?.['estimate'] !== undefined;
}

/** Answers queries for rows of any asset type, in the format that the request asks for. */
@Injectable()
export class RowAnswers {
  constructor(
    private readonly queries: AssetQueries,
    private readonly clock: QueryClock,
    private readonly kept: KeptAnswers,
    @Inject(BackgroundQueries) private readonly background: BackgroundQueries,
  ) {}

  /**
   * The same, for calls that may be answered later: in the background where the caller asks for that, and where the answer
   * would be a page that takes longer than the request or more memory than an answer may.
   *
   * @throws Problem
   */
  async answerNowOrLater<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    request: FastifyRequest,
    reply: FastifyReply,
    fileName?: string,
  ): Promise<void> {
    // Whether a key is valid must not depend on how long the answer takes.
    idempotencyKey(request.headers['idempotency-key']);
    const preference = waitPreference(request.headers.prefer);
    const type = definition as unknown as AssetDefinition;
    if (preference === 'background' && !isHead(request)) {
      if (query.sort !== undefined) throw invalidRequest([UNSORTED]);
      return this.background.begin(type, query, false, request, reply);
    }
    try {
      await this.answer(definition, query, request, reply, fileName);
    } catch (error) {
      const mayBegin =
        preference === 'either' &&
        query.cursor === undefined &&
        query.sort === undefined &&
        callerOf(request).scopes.has('queries:write') &&
        negotiate(query, request) === 'json';
      if (!mayBegin || !isTooBig(error)) throw error;
      // Hosts that are named are paid for before a plan is chosen.
      await this.background.begin(type, query, query.host_ids !== undefined, request, reply);
    }
  }

  /**
   * Sends the answer.
   *
   * @param fileName name of a downloaded file, without suffix.
   * @throws Problem before the first row is sent; later failures end the stream.
   */
  async answer<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    request: FastifyRequest,
    reply: FastifyReply,
    fileName: string = definition.profile.type,
  ): Promise<void> {
    const { members } = callsOf(definition);
    const format = negotiate(query, request);
    const fields = fieldsOf(query, members);
    const caller = callerOf(request);
    const context = this.clock.start(query, request, reply);
    const sent = await respond(
      request,
      reply,
      {
        format,
        columns: () => columnsOf(members, definition.namesNoHost || wantsHost(query)),
        ...(fields === undefined ? {} : { fields }),
        name: fileName,
        bom: query.bom === true,
      },
      {
        check: () => this.queries.check(definition, query, caller),
        page: () => this.queries.page(definition, query, caller, context),
        stream: () => this.queries.stream(definition, query, caller, context),
      },
      context,
    );
    const { repeatable } = context;
    if (sent !== undefined && repeatable !== undefined)
      this.kept.keep(request, caller, sent.written, { repeatable, summary: sent.summary });
  }
}
