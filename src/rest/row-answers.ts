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
import type { AssetQuery } from './input/asset-dto.js';
import { fieldsOf, wantsHost } from './input/fields.js';
import { QueryClock } from './query-clock.js';

/** Answers queries for rows of any asset type, in the format that the request asks for. */
@Injectable()
export class RowAnswers {
  constructor(
    private readonly queries: AssetQueries,
    private readonly clock: QueryClock,
  ) {}

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
    await respond(
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
  }
}
