import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/access.js';
import { callerOf } from '../../../platform/http/caller.js';
import { InputPipe } from '../../../platform/http/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../../platform/openapi/api-problems.js';
import { ASSET_TYPES, type AssetProfile } from '../../../upstream/hss/assets/descriptor.js';
import { QueryClock } from '../query/query-clock.js';
import { AssetTypePipe } from './asset-type.pipe.js';
import { CATALOGUE } from './catalogue.js';
import { AssetStatisticsDto, CatalogueDto, TopListDto } from './overview.dto.js';
import { OverviewService } from './overview.service.js';
import { CatalogueParamsDto, ScopeParamsDto, StatisticsParamsDto } from './scope-params.dto.js';

const PROBLEMS = ['invalid-request', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS] as const;

@ApiTags('assets')
@RequireScope('assets:read')
@Controller('v1/assets')
export class OverviewController {
  constructor(
    private readonly overview: OverviewService,
    private readonly clock: QueryClock,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getAssetCatalogue',
    summary: 'The twelve types: their members, filters, orders and how they can be had',
  })
  @ApiOkResponse({ type: CatalogueDto })
  @ApiProblems('invalid-request', ...CALLER_PROBLEMS)
  catalogue(@Query(new InputPipe(CatalogueParamsDto, 'query')) _params: CatalogueParamsDto): CatalogueDto {
    return { items: [...CATALOGUE] };
  }

  @Get('statistics')
  @ApiOperation({ operationId: 'getAssetStatistics', summary: 'How many rows each type has' })
  @ApiOkResponse({ type: AssetStatisticsDto })
  @ApiProblems(...PROBLEMS)
  statistics(
    @Query(new InputPipe(StatisticsParamsDto, 'query')) params: StatisticsParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssetStatisticsDto> {
    return this.clock.run(params, request, reply, (context) =>
      this.overview.statistics(params, callerOf(request), context),
    );
  }

  @Get(':type/top')
  @ApiOperation({ operationId: 'getTopAssets', summary: 'The five things of a type that most servers have' })
  @ApiParam({ name: 'type', enum: ASSET_TYPES })
  @ApiOkResponse({ type: TopListDto })
  @ApiProblems(...PROBLEMS)
  top(
    @Param('type', AssetTypePipe) profile: AssetProfile,
    @Query(new InputPipe(ScopeParamsDto, 'query')) params: ScopeParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TopListDto> {
    return this.clock.run(params, request, reply, (context) =>
      this.overview.top(profile, params, callerOf(request), context),
    );
  }
}
