import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { ASSET_TYPES, type AssetProfile } from '../../upstream/hss/assets/descriptor.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { ListSummaryDto, PROJECT_FAILURES } from '../../rest/answers/list-summary.js';
import { AssetTypePipe } from './asset-type.pipe.js';
import { StatisticsService } from './statistics.service.js';
import {
  COUNT_MEMBERS,
  StatisticsParamsDto,
  TOP_MEMBERS,
  TopDto,
  TopParamsDto,
  TypeCountDto,
} from './statistics.dto.js';

const PROBLEMS = [
  'invalid-request',
  'not-found',
  'not-acceptable',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

const OF_PROJECTS = {
  summary: ListSummaryDto,
  failures: PROJECT_FAILURES,
  ownMembers: { as_of: { type: String, format: 'date-time', description: 'As in the summary.' } },
};
const ApiStatistics = rowsAnswer({ name: 'TypeCount', row: TypeCountDto, ...OF_PROJECTS });
const ApiTop = rowsAnswer({ name: 'Top', row: TopDto, ...OF_PROJECTS });

/** Numbers about whole projects, as the vendor counts them. */
@ApiTags('assets')
@RequireScope('assets:read')
@Controller('v1/assets')
export class StatisticsController {
  constructor(
    private readonly service: StatisticsService,
    private readonly lists: ListAnswers,
  ) {}

  @Get('statistics')
  @ApiOperation({ operationId: 'listAssetStatistics', summary: 'How many rows each type has' })
  @ApiStatistics()
  @ApiProblems(...PROBLEMS)
  async statistics(
    @Query(new InputPipe(StatisticsParamsDto, 'query')) params: StatisticsParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shape = { name: 'statistics', members: COUNT_MEMBERS };
    await this.lists.answer(shape, params, request, reply, (_limit, context) =>
      this.service.statistics(params, callerOf(request), context),
    );
  }

  @Get(':type/top')
  @ApiOperation({ operationId: 'listTopAssets', summary: 'The five items of a type that most servers have' })
  @ApiParam({ name: 'type', enum: ASSET_TYPES })
  @ApiTop()
  @ApiProblems(...PROBLEMS)
  async top(
    @Param('type', AssetTypePipe) profile: AssetProfile,
    @Query(new InputPipe(TopParamsDto, 'query')) params: TopParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shape = { name: `${profile.type}-top`, members: TOP_MEMBERS };
    await this.lists.answer(shape, params, request, reply, (_limit, context) =>
      this.service.top(profile, params, callerOf(request), context),
    );
  }
}
