import { Controller, Get, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/access.js';
import { callerOf } from '../../../platform/http/caller.js';
import { InputPipe } from '../../../platform/http/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../../platform/openapi/api-problems.js';
import { QueryClock } from '../query/query-clock.js';
import type { ChangeRow } from './change-rows.js';
import { CHANGE_DEFINITIONS, type ChangeDefinition } from './change-types.js';
import { ChangesPageOutline, ChangesParamsDto } from './changes.dto.js';
import { ChangesService } from './changes.service.js';

/** The history of each type that has one, with an answer of its own in the OpenAPI document. */
export const CHANGE_CONTROLLERS: readonly Type[] = CHANGE_DEFINITIONS.map(controllerOf);

function controllerOf(definition: ChangeDefinition): Type {
  const name = definition.row.name.replace(/Row$/, '');

  class PageDto extends ChangesPageOutline {
    items!: ChangeRow[];
  }
  ApiProperty({ type: [definition.row], description: 'Newest first.' })(PageDto.prototype, 'items');
  Object.defineProperty(PageDto, 'name', { value: `${name}PageDto` });

  @ApiTags('assets')
  @ApiExtraModels(PageDto)
  @RequireScope('assets:read')
  @Controller(`v1/assets/${definition.history.type}/changes`)
  class ChangeController {
    constructor(
      private readonly changes: ChangesService,
      private readonly clock: QueryClock,
    ) {}

    @Get()
    @ApiOperation({
      operationId: `list${name}s`,
      summary: `What became of ${definition.title}, newest first`,
    })
    @ApiOkResponse({ type: PageDto })
    @ApiProblems('invalid-request', 'invalid-cursor', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS)
    list(
      @Query(new InputPipe(ChangesParamsDto, 'query')) params: ChangesParamsDto,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<object> {
      return this.clock.run(params, request, reply, (context) =>
        this.changes.page(definition, params, callerOf(request), context),
      );
    }
  }
  Object.defineProperty(ChangeController, 'name', { value: `${name}Controller` });
  return ChangeController;
}
