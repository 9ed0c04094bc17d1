import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { answerPorts, ApiPortRows } from './ports-answer.js';
import { PortParamsDto, PortQueryDto } from './ports.dto.js';
import {
  PORT_CHANGES,
  PortChangeDto,
  PortChangesParamsDto,
  PortChangesSummaryDto,
} from '../changes/port-changes.dto.js';
import { PortChangesService } from '../changes/port-changes.service.js';
import { PortsService } from './ports.service.js';

const AT = { type: String, format: 'date-time', description: 'As in the summary.' };
const ApiPortChanges = rowsAnswer({
  name: 'PortChanges',
  row: PortChangeDto,
  summary: PortChangesSummaryDto,
  failures: 'Always empty: a fleet that cannot be read whole is not compared.',
  besides: { from: AT, to: AT },
});

@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1/ports')
export class PortsController {
  constructor(
    private readonly ports: PortsService,
    private readonly changes: PortChangesService,
    private readonly lists: ListAnswers,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listPorts',
    summary: 'Open ports of many hosts',
    description:
      'Name hosts with `host_ids`, or `hosts=all`. For more hosts than a URL carries use the query call.',
  })
  @ApiPortRows()
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'plan-not-exact',
    'not-found',
    'not-acceptable',
    'incomplete-answer',
    'answer-too-large',
    ...CALLER_PROBLEMS,
    ...UPSTREAM_PROBLEMS,
  )
  async list(
    @Query(new InputPipe(PortParamsDto, 'query')) params: PortParamsDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerPorts(this.ports, params, accept, request, reply);
  }

  @Get('changes')
  @ApiOperation({
    operationId: 'listPortChanges',
    summary: 'What opened, closed or turned dangerous',
    description: 'Compares the fleet as it is with the last whole reading at or before `since`.',
  })
  @ApiPortChanges()
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'not-found',
    'not-acceptable',
    'no-baseline',
    'answer-too-large',
    ...CALLER_PROBLEMS,
    ...UPSTREAM_PROBLEMS,
  )
  async listChanges(
    @Query(new InputPipe(PortChangesParamsDto, 'query')) params: PortChangesParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.lists.answer(PORT_CHANGES, params, request, reply, (limit, context) =>
      this.changes.changes(params, limit, callerOf(request), context),
    );
  }

  @Post('query')
  @HttpCode(200)
  @LargeBody()
  @ApiOperation({
    operationId: 'queryPorts',
    summary: 'Open ports of up to 100 000 hosts, or of a selection',
  })
  @ApiBody({ type: PortQueryDto })
  @ApiPortRows()
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'plan-not-exact',
    'not-found',
    'not-acceptable',
    'payload-too-large',
    'unsupported-media-type',
    'incomplete-answer',
    'answer-too-large',
    ...CALLER_PROBLEMS,
    ...UPSTREAM_PROBLEMS,
  )
  async query(
    @Body(new InputPipe(PortQueryDto, 'body')) body: PortQueryDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerPorts(this.ports, body, accept, request, reply);
  }
}
