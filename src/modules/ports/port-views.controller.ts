import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf, type Caller } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { invalidRequest } from '../../platform/problem/problem.js';
import type { FailureDto, Page, SummaryDto } from '../../query/question/answer.js';
import { fieldsOf } from '../../rest/input/fields.js';
import { incompleteAnswer, nothingAnswered } from '../../query/question/failures.js';
import { parsePorts, someOf } from '../../rest/input/input-rules.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import type { QueryContext } from '../../query/question/query-context.js';
import type { Grouping } from './groupings.js';
import { membersOfGroups, PortTally } from './port-tally.js';
import { PortHostsParamsDto } from './port-hosts.dto.js';
import {
  GROUP_MEMBERS,
  PortCountsSummaryDto,
  PortGroupDto,
  PortSummaryParamsDto,
  PortSummaryQueryDto,
} from './port-views.dto.js';
import { answerPorts, ApiPortRows } from './ports-answer.js';
import { PortsService } from './ports.service.js';

const DEFAULT_TOP = 100;
/** What a failure takes in memory until it is told, in bytes. */
const FAILURE_BYTES = 300;
const PROBLEMS = [
  'invalid-request',
  'plan-not-exact',
  'not-found',
  'not-acceptable',
  'incomplete-answer',
  'answer-too-large',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

const COUNT = { type: 'integer', minimum: 0, description: 'As in the summary.' } as const;
const ApiPortCounts = rowsAnswer({
  name: 'PortCounts',
  row: PortGroupDto,
  summary: PortCountsSummaryDto,
  failures: 'Hosts that could not be read; their rows are not counted.',
  besides: { groups: COUNT, rows: COUNT },
});

/** A page of groups; how many there are also stands beside them. */
type PortCounts = Page<PortGroupDto, PortCountsSummaryDto> & Pick<PortCountsSummaryDto, 'groups' | 'rows'>;

/** Open ports seen from the other side: counts, and who listens on one port. */
@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1/ports')
export class PortViewsController {
  constructor(
    private readonly ports: PortsService,
    private readonly lists: ListAnswers,
  ) {}

  @Get('summary')
  @ApiOperation({
    operationId: 'summarizePorts',
    summary: 'Counts of rows and hosts by port, protocol, status, exposure, process or host',
  })
  @ApiPortCounts()
  @ApiProblems(...PROBLEMS)
  async summary(
    @Query(new InputPipe(PortSummaryParamsDto, 'query')) params: PortSummaryParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(params, request, reply);
  }

  @Post('summary')
  @HttpCode(200)
  @LargeBody()
  @ApiOperation({
    operationId: 'querySummaryOfPorts',
    summary: 'The same for up to 100 000 hosts, or for a selection',
  })
  @ApiBody({ type: PortSummaryQueryDto })
  @ApiPortCounts()
  @ApiProblems(...PROBLEMS, 'payload-too-large', 'unsupported-media-type')
  async summaryOf(
    @Body(new InputPipe(PortSummaryQueryDto, 'body')) body: PortSummaryQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(body, request, reply);
  }

  @Get(':port/hosts')
  @ApiOperation({
    operationId: 'listHostsOfPort',
    summary: 'Who listens on one port: rows with host name and address',
  })
  @ApiParam({ name: 'port', schema: { type: 'integer', minimum: 1, maximum: 65535 } })
  @ApiPortRows()
  @ApiProblems(...PROBLEMS, 'invalid-cursor')
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

  private async answer(
    question: PortSummaryParamsDto | PortSummaryQueryDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const groupings = (someOf(question.group_by ?? 'port') ?? []) as Grouping[];
    const members = membersOfGroups(groupings);
    const stray = (fieldsOf(question, GROUP_MEMBERS) ?? []).filter((field) => !members.includes(field));
    if (stray.length > 0) {
      const detail = `groups by ${groupings.join(', ')} have ${members.join(', ')}`;
      throw invalidRequest([{ parameter: 'fields', detail }]);
    }
    const table = { columns: members, recordOf: (group: PortGroupDto) => ({ ...group }) };
    const shape = { name: 'port-counts', members: GROUP_MEMBERS, table };
    await this.lists.answer(shape, question, request, reply, (_limit, context) =>
      this.count(question, groupings, callerOf(request), context),
    );
  }

  /** All groups are counted; those on most hosts are given. */
  private async count(
    question: PortSummaryParamsDto | PortSummaryQueryDto,
    groupings: readonly Grouping[],
    caller: Caller,
    context: QueryContext,
  ): Promise<PortCounts> {
    const { group_by: _groups, top, fields: _fields, format: _format, ...asked } = question;
    const tally = new PortTally(groupings, top ?? DEFAULT_TOP, (bytes) => context.held.take(bytes));
    const failures: FailureDto[] = [];
    let summary: SummaryDto | undefined;
    for await (const event of await this.ports.stream(asked, caller, context)) {
      if (event.type === 'items') for (const row of event.items) tally.add(row);
      else if (event.type === 'failure') {
        context.held.take(FAILURE_BYTES);
        failures.push(event.failure);
      } else if (event.type === 'summary') summary = event.summary;
    }
    if (failures.length > 0) {
      if (question.partial === 'forbid') throw incompleteAnswer(failures);
      if (summary?.hosts.answered === 0) throw nothingAnswered(failures);
    }
    const items = tally.top();
    const counts = { groups: tally.size, rows: summary?.items ?? 0 };
    return {
      items,
      ...counts,
      failures,
      complete: failures.length === 0,
      next_cursor: null,
      summary: { ...(summary as SummaryDto), items: items.length, ...counts },
    };
  }
}
