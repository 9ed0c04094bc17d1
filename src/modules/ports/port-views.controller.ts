import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf, type Caller } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { invalidRequest } from '../../platform/problem/problem.js';
import type { HostFailure, Page, Summary } from '../../query/question/answer.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { fieldsOf } from '../../rest/input/fields.js';
import { incompleteAnswer, nothingAnswered } from '../../query/question/failures.js';
import { textsOf } from '../../asset-types/filter-values.js';
import { port } from '../../asset-types/port/port.js';
import { AssetQueries } from '../../rest/asset-queries.js';
import { BODY_PROBLEMS, QUERY_PROBLEMS } from '../../rest/answers/query-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { membersOfGroups, PortTally } from './port-tally.js';
import {
  GROUP_MEMBERS,
  PortCountsSummaryDto,
  PortGroupDto,
  PortSummaryParamsDto,
  PortSummaryQueryDto,
  type Grouping,
} from './port-views.dto.js';

const DEFAULT_TOP = 100;
/** Memory of a failure until it is sent, in bytes. An estimate. */
const FAILURE_BYTES = 300;

const COUNT = { type: 'integer', minimum: 0, description: 'As in the summary.' } as const;
const ApiPortCounts = rowsAnswer({
  name: 'PortCounts',
  row: PortGroupDto,
  summary: PortCountsSummaryDto,
  failures: 'Hosts that could not be read; their rows are not counted.',
  ownMembers: { groups: COUNT, rows: COUNT },
});

/** A checked query for counts. */
type CountQuery = AssetQuery & Pick<PortSummaryQueryDto, 'group_by' | 'top'>;

/** A page of groups. Two members of the summary are members of the page too. */
type PortCounts = Page<PortGroupDto, PortCountsSummaryDto> & Pick<PortCountsSummaryDto, 'groups' | 'rows'>;

/** Counts of open ports. */
@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1/ports')
export class PortViewsController {
  constructor(
    private readonly queries: AssetQueries,
    private readonly lists: ListAnswers,
  ) {}

  @Get('summary')
  @ApiOperation({
    operationId: 'getPortSummary',
    summary: 'Counts of rows and hosts by port, protocol, status, exposure, process or host',
  })
  @ApiPortCounts()
  @ApiProblems(...QUERY_PROBLEMS)
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
    operationId: 'queryPortSummary',
    summary: 'The same for up to 100 000 hosts, or for a selection',
  })
  @ApiBody({ type: PortSummaryQueryDto })
  @ApiPortCounts()
  @ApiProblems(...QUERY_PROBLEMS, ...BODY_PROBLEMS)
  async summaryOf(
    @Body(new InputPipe(PortSummaryQueryDto, 'body')) body: PortSummaryQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(body, request, reply);
  }

  private async answer(query: CountQuery, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const groupings = (textsOf(query.group_by ?? 'port') ?? []) as Grouping[];
    const members = membersOfGroups(groupings);
    const unknown = (fieldsOf(query, GROUP_MEMBERS) ?? []).filter((field) => !members.includes(field));
    if (unknown.length > 0) {
      const detail = `groups by ${groupings.join(', ')} have ${members.join(', ')}`;
      throw invalidRequest([{ parameter: 'fields', detail }]);
    }
    const table = { columns: members, recordOf: (group: PortGroupDto) => ({ ...group }) };
    const shape = { name: 'port-counts', members: GROUP_MEMBERS, table };
    await this.lists.answer(shape, query, request, reply, (_limit, context) =>
      this.count(query, groupings, callerOf(request), context),
    );
  }

  /** Counts all groups, and returns those on most hosts. */
  private async count(
    query: CountQuery,
    groupings: readonly Grouping[],
    caller: Caller,
    context: QueryContext,
  ): Promise<PortCounts> {
    const { group_by: _groups, top, fields: _fields, format: _format, ...rowQuery } = query;
    const tally = new PortTally(groupings, top ?? DEFAULT_TOP, (bytes) => context.held.take(bytes));
    const failures: HostFailure[] = [];
    let summary: Summary | undefined;
    for await (const event of await this.queries.stream(port, rowQuery, caller, context)) {
      if (event.type === 'items') tally.add(event);
      else if (event.type === 'failure') {
        context.held.take(FAILURE_BYTES);
        failures.push(event.failure);
      } else if (event.type === 'summary') summary = event.summary;
    }
    if (failures.length > 0) {
      if (query.partial === 'forbid') throw incompleteAnswer(failures);
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
      summary: { ...(summary as Summary), items: items.length, ...counts },
    };
  }
}
