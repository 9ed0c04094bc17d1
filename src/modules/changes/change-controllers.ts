import { Controller, Get, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { ApiQueryOf } from '../../rest/input/api-query-of.js';
import { LIST_PROBLEMS } from '../../rest/answers/query-problems.js';
import { PROJECT_FAILURES } from '../../rest/answers/list-summary.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { CHANGE_DEFINITIONS, type ChangeDefinition } from '../../asset-types/changes/change-types.js';
import { changesParamsOf, ChangesSummaryDto } from './changes.dto.js';
import { ChangesService } from './changes.service.js';

const COMPARED =
  'Compares the last complete reading at or before `since` with the last one at or before `until`; the summary says when these were. `failures` is empty: a fleet that cannot be read completely is not compared.';
const NOT_COMPARED = ['no-baseline'] as const;

/** Controllers of changes, one for each type that has them. Each has its own answer in the OpenAPI document. */
export const CHANGE_CONTROLLERS: readonly Type[] = CHANGE_DEFINITIONS.map(controllerOf);

function controllerOf(definition: ChangeDefinition): Type {
  const { type, row, singular, title, history } = definition;
  const name = row.name.replace(/Row$/, '');
  const ParamsDto = changesParamsOf(definition);
  const ApiChanges = rowsAnswer({ name, row, summary: ChangesSummaryDto, failures: PROJECT_FAILURES });
  const shape = { name: `${type}-changes`, members: memberNames(row) };
  const isPort = type === 'port';

  @ApiTags(isPort ? 'ports' : 'assets')
  @RequireScope(isPort ? 'ports:read' : 'assets:read')
  @Controller(isPort ? 'v1/ports/changes' : `v1/assets/${type}/changes`)
  class ChangeController {
    constructor(
      private readonly changes: ChangesService,
      private readonly lists: ListAnswers,
    ) {}

    @Get()
    @ApiOperation({
      operationId: `list${singular}Changes`,
      summary: `Changes of ${title}, newest first`,
      ...(history === undefined ? { description: COMPARED } : {}),
    })
    @ApiQueryOf(ParamsDto)
    @ApiChanges()
    @ApiProblems(...LIST_PROBLEMS, 'invalid-cursor', ...(history === undefined ? NOT_COMPARED : []))
    async list(
      @Query(new InputPipe(ParamsDto, 'query')) params: object,
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
