import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { Problem } from '../../platform/problem/problem.js';
import { ASSET_PROFILES } from '../../upstream/hss/assets/catalogue.js';
import type { AssetProfile } from '../../upstream/hss/assets/descriptor.js';
import { collectionState, startCollection } from '../../upstream/hss/collection.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { AssetTypePipe } from './asset-type.pipe.js';
import { QueryClock } from '../../rest/query-clock.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { CollectDto, CollectionDto } from './collect.dto.js';

const COLLECTABLE = ASSET_PROFILES.filter(({ collectedAs }) => collectedAs.length > 0).map(
  ({ type }) => type,
);
const PROBLEMS = ['invalid-request', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS] as const;

/** Collection on request, for types that agents otherwise collect once a week. */
@ApiTags('assets')
@Controller('v1/assets')
export class CollectController {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly clock: QueryClock,
  ) {}

  @Post(':type/collect')
  @HttpCode(202)
  @RequireScope('queries:write')
  @ApiOperation({
    operationId: 'startCollection',
    summary: 'Makes the agent of one server collect a type now',
    description: 'When the status is `done`, read the rows with `max_age=0`.',
  })
  @ApiParam({ name: 'type', enum: COLLECTABLE })
  @ApiAcceptedResponse({ type: CollectionDto })
  @ApiProblems(...PROBLEMS, 'conflict', 'payload-too-large', 'unsupported-media-type')
  collect(
    @Param('type', AssetTypePipe) profile: AssetProfile,
    @Body(new InputPipe(CollectDto, 'body')) body: CollectDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CollectionDto> {
    const project = this.projectOf(profile, body, request);
    return this.clock.run({ project: project.alias }, request, reply, async (context) => {
      const options = context.under(context.signal);
      try {
        await startCollection(project.hss, profile, body.host_id, scopeOf(project, body), options);
      } catch (error) {
        throw problemOf(error);
      }
      const query = new URLSearchParams({ host_id: body.host_id, project: project.alias });
      const path = `/v1/assets/${profile.type}/collect?${query.toString()}`;
      void reply.header('location', publicPath(request, path));
      return {
        project: project.alias,
        host_id: body.host_id,
        type: profile.type,
        status: 'running',
        collected_at: null,
      };
    });
  }

  @Get(':type/collect')
  @RequireScope('assets:read')
  @ApiOperation({ operationId: 'getCollection', summary: 'Status of a collection on request' })
  @ApiParam({ name: 'type', enum: COLLECTABLE })
  @ApiOkResponse({ type: CollectionDto })
  @ApiProblems(...PROBLEMS)
  async state(
    @Param('type', AssetTypePipe) profile: AssetProfile,
    @Query(new InputPipe(CollectDto, 'query')) params: CollectDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const project = this.projectOf(profile, params, request);
    await this.clock.answer(
      { project: project.alias },
      request,
      reply,
      async (context): Promise<CollectionDto> => {
        const options = context.under(context.signal);
        const { status, collectedAt } = await collectionState(
          project.hss,
          profile,
          params.host_id,
          scopeOf(project, params),
          options,
        );
        return {
          project: project.alias,
          host_id: params.host_id,
          type: profile.type,
          status,
          collected_at: collectedAt,
        };
      },
    );
  }

  private projectOf(
    profile: AssetProfile,
    input: { readonly project?: string },
    request: FastifyRequest,
  ): UpstreamProject {
    if (profile.collectedAs.length === 0) {
      throw new Problem(
        'not-found',
        `This type cannot be collected on request. These can: ${COLLECTABLE.join(', ')}`,
      );
    }
    const [project] = this.resolver.projectsOf(callerOf(request), input.project);
    return project as UpstreamProject;
  }
}

/** Turns the vendor's refusal into a problem of the request: a missing agent is no failure of the vendor's service. */
function problemOf(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  if (error.kind === 'not_found') return new Problem('not-found', 'There is no such host in the project');
  if (error.kind !== 'rejected') return error;
  return new Problem(
    'conflict',
    'The agent of this host cannot collect now: it is missing, offline or unknown',
  );
}

function scopeOf(project: UpstreamProject, input: { readonly enterprise_project_id?: string }): string {
  return input.enterprise_project_id ?? project.enterpriseProjectId;
}
