import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags, ApiExtraModels } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/access.js';
import { callerOf } from '../../../platform/http/caller.js';
import { clientGone } from '../../../platform/http/client-gone.js';
import { InputPipe } from '../../../platform/http/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../../platform/openapi/api-problems.js';
import { QueryContext } from '../query/query-context.js';
import { answerPorts, PORTS_ANSWER } from './ports-answer.js';
import { PortLineDto, PortPageDto, PortParamsDto, PortQueryDto } from './ports.dto.js';
import { STREAM_LINES } from '../query/stream-lines.js';
import { PortChangesPageDto, PortChangesParamsDto } from './port-changes.dto.js';
import { PortChangesService } from './port-changes.service.js';
import { PortsService } from './ports.service.js';

@ApiTags('ports')
@ApiExtraModels(PortPageDto, PortLineDto, ...STREAM_LINES)
@RequireScope('ports:read')
@Controller('v1/ports')
export class PortsController {
  constructor(
    private readonly ports: PortsService,
    private readonly changes: PortChangesService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listPorts',
    summary: 'Open ports of many hosts',
    description:
      'Name hosts with `host_ids`, or `hosts=all`. For more hosts than a URL carries use the query call.',
  })
  @ApiOkResponse(PORTS_ANSWER)
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'plan-not-exact',
    'not-found',
    'not-acceptable',
    'incomplete-answer',
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
  @ApiOkResponse({ type: PortChangesPageDto })
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'not-found',
    'no-baseline',
    ...CALLER_PROBLEMS,
    ...UPSTREAM_PROBLEMS,
  )
  async listChanges(
    @Query(new InputPipe(PortChangesParamsDto, 'query')) params: PortChangesParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PortChangesPageDto> {
    const caller = callerOf(request);
    const context = new QueryContext(caller.id, this.ports.timeoutMs(params), clientGone(reply));
    try {
      return await this.changes.changes(params, caller, context);
    } finally {
      context.dispose();
    }
  }

  @Post('query')
  @HttpCode(200)
  @RouteConfig({ bodySize: 'query' })
  @ApiOperation({
    operationId: 'queryPorts',
    summary: 'Open ports of up to 100 000 hosts, or of a selection',
  })
  @ApiBody({ type: PortQueryDto })
  @ApiOkResponse(PORTS_ANSWER)
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'plan-not-exact',
    'not-found',
    'not-acceptable',
    'payload-too-large',
    'unsupported-media-type',
    'incomplete-answer',
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
