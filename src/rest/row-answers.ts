import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AssetDefinition } from '../asset-types/definition.js';
import { columnsOf } from '../asset-types/row-schema.js';
import { callerOf } from '../platform/http/admission/caller.js';
import type { AssetRow } from '../query/question/fleet-query.js';
import { negotiate } from './answers/formats.js';
import { respond } from './answers/respond.js';
import { callsOf } from './asset-calls.js';
import { AssetQueries } from './asset-queries.js';
import type { AssetQuestion } from './input/asset-dto.js';
import { fieldsOf, wantsHost } from './input/fields.js';
import { QueryClock } from './query-clock.js';

/** Answers questions about the rows of any type, in whichever format was agreed on. */
@Injectable()
export class RowAnswers {
  constructor(
    private readonly queries: AssetQueries,
    private readonly clock: QueryClock,
  ) {}

  /**
   * @param fileName what a download is saved as, without suffix.
   * @throws Problem before the first row.
   */
  async answer<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    question: AssetQuestion,
    request: FastifyRequest,
    reply: FastifyReply,
    fileName: string = definition.profile.type,
  ): Promise<void> {
    const { members } = callsOf(definition);
    const format = negotiate(question.format, request.headers.accept);
    const fields = fieldsOf(question, members);
    const caller = callerOf(request);
    const context = this.clock.start(question, request, reply);
    await respond(
      request,
      reply,
      {
        format,
        columns: columnsOf(members, definition.namesNoHost || wantsHost(question)),
        ...(fields === undefined ? {} : { fields }),
        name: fileName,
      },
      {
        check: () => this.queries.check(definition, question, caller),
        page: () => this.queries.page(definition, question, caller, context),
        stream: () => this.queries.stream(definition, question, caller, context),
      },
      context,
    );
  }
}
