import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { LIST_PROBLEMS } from '../../rest/answers/query-problems.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import {
  PORT_CHANGES,
  PortChangeDto,
  PortChangesParamsDto,
  PortChangesSummaryDto,
} from './port-changes.dto.js';
import { PortChangesService } from './port-changes.service.js';

const AT = { type: String, format: 'date-time', description: 'As in the summary.' };
const ApiPortChanges = rowsAnswer({
  name: 'PortChanges',
  row: PortChangeDto,
  summary: PortChangesSummaryDto,
  failures: 'Always empty: a fleet that cannot be read completely is not compared.',
  ownMembers: { from: AT, to: AT },
});

@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1/ports/changes')
export class PortChangesController {
  constructor(
    private readonly changes: PortChangesService,
    private readonly lists: ListAnswers,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listPortChanges',
    summary: 'Ports that opened, closed or became dangerous',
    description:
      'Compares the present state of the fleet with the last complete reading at or before `since`.',
  })
  @ApiPortChanges()
  @ApiProblems(...LIST_PROBLEMS, 'invalid-cursor', 'no-baseline')
  async list(
    @Query(new InputPipe(PortChangesParamsDto, 'query')) params: PortChangesParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.lists.answer(PORT_CHANGES, params, request, reply, (limit, context) =>
      this.changes.changes(params, limit, callerOf(request), context),
    );
  }
}
