import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { memberNames } from '../../asset-types/row-schema.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { ApiProblems, CALLER_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import type { WatchChange } from '../../query/watches/watch.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { ListSummaryDto, PROJECT_FAILURES } from '../../rest/answers/list-summary.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { WatchChangeRow, WatchChangesParamsDto, WatchListDto } from './watches.dto.js';
import { WatchesService } from './watches.service.js';

/** Members that are no cells. */
const NESTED = new Set(['row', 'before']);
const PROBLEMS = ['invalid-request', 'store-unavailable', ...CALLER_PROBLEMS] as const;

const ApiChanges = rowsAnswer({
  name: 'WatchChange',
  row: WatchChangeRow,
  summary: ListSummaryDto,
  failures: PROJECT_FAILURES,
});

/** What is looked at again and again, by configuration. */
@ApiTags('watches')
@RequireScope('watches:read')
@Controller('v1/watches')
export class WatchesController {
  constructor(
    private readonly watches: WatchesService,
    private readonly lists: ListAnswers,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listWatches', summary: 'Watches and their state' })
  @ApiOkResponse({ type: WatchListDto })
  @ApiProblems(...PROBLEMS)
  async list(
    @Query(new InputPipe(NoParamsDto, 'query')) _none: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WatchListDto> {
    void reply.header('cache-control', 'no-store');
    return { items: await this.watches.list(callerOf(request)) };
  }

  @Get(':name/changes')
  @ApiOperation({ operationId: 'listWatchChanges', summary: 'What a watch has found, newest first' })
  @ApiParam({ name: 'name', schema: { type: 'string', maxLength: 64 } })
  @ApiChanges()
  @ApiProblems('not-found', 'invalid-cursor', 'not-acceptable', ...PROBLEMS)
  async changes(
    @Param('name') name: string,
    @Query(new InputPipe(WatchChangesParamsDto, 'query')) params: WatchChangesParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caller = callerOf(request);
    const watch = this.watches.watchOf(name, caller);
    const members = memberNames(WatchChangeRow);
    const columns = [...members.filter((member) => !NESTED.has(member)), ...watch.source.members, 'before'];
    const shape = { name: `${name}-changes`, members, table: { columns, recordOf } };
    await this.lists.answer(shape, params, request, reply, (limit, context) =>
      this.watches.page(watch, params, limit, caller, context),
    );
  }
}

/** A change as a record of a table: the members of its row have columns, what was before is text. */
function recordOf({ row, before, ...change }: WatchChange): Readonly<Record<string, unknown>> {
  return { ...change, ...row, before: before === null ? null : JSON.stringify(before) };
}
