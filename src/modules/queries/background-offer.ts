import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import type { BackgroundQueries } from '../../rest/background-queries.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { idempotencyKey } from '../../rest/input/idempotency-key.js';
import { QueryOrders } from './query-orders.js';
import { firstView } from './query-view.js';

/** Answers a query with a background query. */
@Injectable()
export class BackgroundOffer implements BackgroundQueries {
  constructor(private readonly orders: QueryOrders) {}

  async begin(
    definition: AssetDefinition,
    query: AssetQuery,
    paid: boolean,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const key = idempotencyKey(request.headers['idempotency-key']);
    const caller = callerOf(request);
    const { record, repeated } = await this.orders.order({ definition, query, caller, key, paid });
    void reply
      .code(202)
      .header('location', publicPath(request, `/v1/queries/${record.id}`))
      .header('cache-control', 'no-store');
    if (request.headers.prefer !== undefined) void reply.header('preference-applied', 'respond-async');
    if (repeated) void reply.header('idempotent-replayed', 'true');
    await reply.type('application/json; charset=utf-8').send(JSON.stringify(firstView(record)));
  }
}
