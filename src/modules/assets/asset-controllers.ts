import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { BODY_PROBLEMS, PAGED_QUERY_PROBLEMS } from '../../rest/answers/query-problems.js';
import { ApiLater, LATER_PROBLEMS } from '../../rest/answers/later.js';
import { callsOf } from '../../rest/asset-calls.js';
import { ApiQueryOf } from '../../rest/input/api-query-of.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { RowAnswers } from '../../rest/row-answers.js';

/** Controllers of the two calls of each type. Each has its own inputs and answers in the OpenAPI document. */
export const ASSET_CONTROLLERS: readonly Type[] = ASSET_DEFINITIONS.map(controllerOf);

function controllerOf(definition: AssetDefinition): Type {
  const { title, plural, profile } = definition;
  const { type } = profile;
  const { name, Params, Query: QueryDto, ApiRows } = callsOf(definition);

  @ApiTags('assets')
  @RequireScope('assets:read', ...(type === 'port' ? (['ports:read'] as const) : []))
  @Controller(`v1/assets/${type}`)
  class AssetController {
    constructor(private readonly rows: RowAnswers) {}

    @Get()
    @ApiOperation({
      operationId: `list${plural}`,
      summary: `${title} of many hosts`,
    })
    @ApiQueryOf(Params)
    @ApiRows()
    @ApiLater()
    @ApiProblems(...PAGED_QUERY_PROBLEMS, ...LATER_PROBLEMS)
    async list(
      @Query(new InputPipe(Params, 'query')) params: object,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.rows.answerNowOrLater(definition, params, request, reply);
    }

    @Post('query')
    @HttpCode(200)
    @LargeBody()
    @ApiOperation({
      operationId: `query${plural}`,
      summary: `${title} of up to 100 000 hosts, or of a selection`,
    })
    @ApiBody({ type: QueryDto })
    @ApiRows()
    @ApiLater()
    @ApiProblems(...PAGED_QUERY_PROBLEMS, ...BODY_PROBLEMS, ...LATER_PROBLEMS)
    async query(
      @Body(new InputPipe(QueryDto, 'body')) body: object,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.rows.answerNowOrLater(definition, body, request, reply);
    }
  }
  Object.defineProperty(AssetController, 'name', { value: `${name}Controller` });
  return AssetController;
}
