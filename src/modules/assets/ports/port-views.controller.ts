import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/access.js';
import { callerOf } from '../../../platform/http/caller.js';
import { InputPipe } from '../../../platform/http/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../../platform/openapi/api-problems.js';
import { invalidRequest } from '../../../platform/problem/problem.js';
import type { FailureDto, SummaryDto } from '../query/answer.js';
import { incompleteAnswer, nothingAnswered } from '../query/failures.js';
import { parsePorts, someOf } from '../query/input-rules.js';
import { QueryClock } from '../query/query-clock.js';
import type { Grouping } from './groupings.js';
import { PortTally } from './port-tally.js';
import { PortHostsParamsDto } from './port-hosts.dto.js';
import { PortSummaryDto, PortSummaryParamsDto, PortSummaryQueryDto } from './port-views.dto.js';
import { answerPorts, ApiPortRows } from './ports-answer.js';
import { PortsService } from './ports.service.js';

const DEFAULT_TOP = 100;
const PROBLEMS = [
  'invalid-request',
  'plan-not-exact',
  'not-found',
  'incomplete-answer',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

/** Open ports seen from the other side: counts, and who listens on one port. */
@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1/ports')
export class PortViewsController {
  constructor(
    private readonly ports: PortsService,
    private readonly clock: QueryClock,
  ) {}

  @Get('summary')
  @ApiOperation({
    operationId: 'summarizePorts',
    summary: 'Counts of rows and hosts by port, protocol, status, exposure, process or host',
  })
  @ApiOkResponse({ type: PortSummaryDto })
  @ApiProblems(...PROBLEMS)
  summary(
    @Query(new InputPipe(PortSummaryParamsDto, 'query')) params: PortSummaryParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PortSummaryDto> {
    return this.count(params, request, reply);
  }

  @Post('summary')
  @HttpCode(200)
  @RouteConfig({ bodySize: 'query' })
  @ApiOperation({
    operationId: 'querySummaryOfPorts',
    summary: 'The same for up to 100 000 hosts, or for a selection',
  })
  @ApiBody({ type: PortSummaryQueryDto })
  @ApiOkResponse({ type: PortSummaryDto })
  @ApiProblems(...PROBLEMS, 'payload-too-large', 'unsupported-media-type')
  summaryOf(
    @Body(new InputPipe(PortSummaryQueryDto, 'body')) body: PortSummaryQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PortSummaryDto> {
    return this.count(body, request, reply);
  }

  @Get(':port/hosts')
  @ApiOperation({
    operationId: 'listHostsOfPort',
    summary: 'Who listens on one port: rows with host name and address',
  })
  @ApiParam({ name: 'port', schema: { type: 'integer', minimum: 1, maximum: 65535 } })
  @ApiPortRows()
  @ApiProblems(...PROBLEMS, 'invalid-cursor', 'not-acceptable')
  async hosts(
    @Param('port') port: string,
    @Query(new InputPipe(PortHostsParamsDto, 'query')) params: PortHostsParamsDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!/^\d{1,5}$/.test(port) || parsePorts(port) === undefined)
      throw invalidRequest([{ parameter: 'port', detail: 'must be a port from 1 to 65535' }]);
    const question = { ...params, port, hosts: 'all' as const, include: 'host' as const };
    await answerPorts(this.ports, question, accept, request, reply);
  }

  private count(
    question: PortSummaryParamsDto | PortSummaryQueryDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<PortSummaryDto> {
    return this.clock.run(question, request, reply, async (context) => {
      const { group_by, top, ...asked } = question;
      const tally = new PortTally((someOf(group_by ?? 'port') ?? []) as Grouping[]);
      const failures: FailureDto[] = [];
      let summary: SummaryDto | undefined;
      for await (const event of await this.ports.stream(asked, callerOf(request), context)) {
        if (event.type === 'items') for (const row of event.items) tally.add(row);
        else if (event.type === 'failure') failures.push(event.failure);
        else if (event.type === 'summary') summary = event.summary;
      }
      if (failures.length > 0) {
        if (question.partial === 'forbid') throw incompleteAnswer(failures);
        if (summary?.hosts.answered === 0) throw nothingAnswered(failures);
      }
      return {
        items: tally.top(top ?? DEFAULT_TOP),
        groups: tally.size,
        rows: summary?.items ?? 0,
        failures,
        complete: failures.length === 0,
        summary: summary as SummaryDto,
      };
    });
  }
}
