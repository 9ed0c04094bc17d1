import { Controller, Get, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { FieldsParam } from '../../rest/input/params.js';
import { ourNamesOf } from '../../rest/input/vendor-words.js';
import { LIST_PROBLEMS } from '../../rest/answers/query-problems.js';
import { PROJECT_FAILURES } from '../../rest/answers/list-summary.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { CHANGE_DEFINITIONS, type ChangeDefinition } from '../../asset-types/changes/change-types.js';
import { ChangesParamsDto, ChangesSummaryDto } from './changes.dto.js';
import { ChangesService } from './changes.service.js';

/** Controllers of the histories, one for each type that has one. Each has its own answer in the OpenAPI document. */
export const CHANGE_CONTROLLERS: readonly Type[] = CHANGE_DEFINITIONS.map(controllerOf);

function controllerOf(definition: ChangeDefinition): Type {
  const name = definition.row.name.replace(/Row$/, '');

  const members = memberNames(definition.row);
  const ApiChanges = rowsAnswer({
    name,
    row: definition.row,
    summary: ChangesSummaryDto,
    failures: PROJECT_FAILURES,
  });
  const shape = { name: `${definition.history.type}-changes`, members };

  class ParamsDto extends ChangesParamsDto {
    fields?: string | string[];
  }
  FieldsParam(members, ourNamesOf(definition.history.vendorNames))(ParamsDto.prototype, 'fields');
  Object.defineProperty(ParamsDto, 'name', { value: `${name}ParamsDto` });

  @ApiTags('assets')
  @RequireScope('assets:read')
  @Controller(`v1/assets/${definition.history.type}/changes`)
  class ChangeController {
    constructor(
      private readonly changes: ChangesService,
      private readonly lists: ListAnswers,
    ) {}

    @Get()
    @ApiOperation({
      operationId: `list${definition.singular}Changes`,
      summary: `Changes of ${definition.title}, newest first`,
    })
    @ApiChanges()
    @ApiProblems(...LIST_PROBLEMS, 'invalid-cursor')
    async list(
      @Query(new InputPipe(ParamsDto, 'query')) params: ParamsDto,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.lists.answer(shape, params, request, reply, (limit, context) =>
        this.changes.page(definition, params, limit, callerOf(request), context),
      );
    }
  }
  Object.defineProperty(ChangeController, 'name', { value: `${name}Controller` });
  return ChangeController;
}
