import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { negotiate } from '../../rest/answers/answer-format.js';
import { fieldsOf, wantsHost } from '../../rest/input/fields.js';
import { QueryClock } from '../../rest/query-clock.js';
import { respond } from '../../rest/answers/respond.js';
import { columnsOf, memberNames } from '../../asset-types/row-schema.js';
import { DEFINITIONS, type AnyDefinition } from '../../asset-types/all-types.js';
import { paramsDtoOf, queryDtoOf, type AssetQuestion } from '../../rest/input/asset-dto.js';
import { namesNoHost } from '../../asset-types/asset-source.js';
import { AssetsService, sortsOf } from '../../rest/assets.service.js';

const QUERY_PROBLEMS = [
  'invalid-request',
  'invalid-cursor',
  'plan-not-exact',
  'not-found',
  'not-acceptable',
  'incomplete-answer',
  'answer-too-large',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

/** The two calls of each type, with inputs and answers of its own in the OpenAPI document. */
export const ASSET_CONTROLLERS: readonly Type[] = DEFINITIONS.map(controllerOf);

function controllerOf(definition: AnyDefinition): Type {
  const { type } = definition.descriptor;
  const name = definition.row.name.replace(/Row$/, '');
  const members = memberNames(definition.row);
  const shape = {
    name,
    filters: definition.filters as Parameters<typeof queryDtoOf>[0]['filters'],
    sorts: sortsOf(definition),
    members,
  };
  const QueryDto = queryDtoOf(shape);
  const ParamsDto = paramsDtoOf(shape);
  const ApiRows = rowsAnswer({ name, row: definition.row });
  const { title } = definition;

  @ApiTags('assets')
  @RequireScope('assets:read')
  @Controller(`v1/assets/${type}`)
  class AssetController {
    constructor(
      private readonly assets: AssetsService,
      private readonly clock: QueryClock,
    ) {}

    @Get()
    @ApiOperation({
      operationId: `list${name}`,
      summary: `${title} of many hosts`,
      description:
        'Name hosts with `host_ids`, or `hosts=all`. For more hosts than a URL carries use the query call.',
    })
    @ApiQuery({ type: ParamsDto })
    @ApiRows()
    @ApiProblems(...QUERY_PROBLEMS)
    async list(
      @Query(new InputPipe(ParamsDto, 'query')) params: object,
      @Headers('accept') accept: string | undefined,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.answer(params, accept, request, reply);
    }

    @Post('query')
    @HttpCode(200)
    @LargeBody()
    @ApiOperation({
      operationId: `query${name}`,
      summary: `${title} of up to 100 000 hosts, or of a selection`,
    })
    @ApiBody({ type: QueryDto })
    @ApiRows()
    @ApiProblems(...QUERY_PROBLEMS, 'payload-too-large', 'unsupported-media-type')
    async query(
      @Body(new InputPipe(QueryDto, 'body')) body: object,
      @Headers('accept') accept: string | undefined,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.answer(body, accept, request, reply);
    }

    private async answer(
      question: AssetQuestion,
      accept: string | undefined,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<void> {
      const format = negotiate(question.format, accept);
      const fields = fieldsOf(question, members);
      const caller = callerOf(request);
      const context = this.clock.start(question, request, reply);
      await respond(
        request,
        reply,
        {
          format,
          columns: columnsOf(members, namesNoHost(definition) || wantsHost(question)),
          ...(fields === undefined ? {} : { fields }),
          name: type,
        },
        {
          check: () => this.assets.check(definition, question, caller),
          page: () => this.assets.page(definition, question, caller, context),
          stream: () => this.assets.stream(definition, question, caller, context),
        },
        context,
      );
    }
  }
  Object.defineProperty(AssetController, 'name', { value: `${name}Controller` });
  return AssetController;
}
