import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AnyCaller, RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { UpstreamAccess } from './upstream-access.js';
import { RefreshDto, upstreamStateDto, UpstreamStateDto } from './upstream-state.dto.js';
import { Whoami, WhoamiDto } from './whoami.js';

/** The caller, and the credentials that this service uses for the vendor. */
@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly whoami: Whoami,
    private readonly upstream: UpstreamAccess,
  ) {}

  @Get('whoami')
  @AnyCaller()
  @ApiOperation({
    operationId: 'getWhoami',
    summary: 'The caller, its rights, and what is left of its limits',
  })
  @ApiOkResponse({ type: WhoamiDto })
  @ApiProblems('invalid-request', ...CALLER_PROBLEMS)
  who(
    @Query(new InputPipe(NoParamsDto, 'query')) _params: NoParamsDto,
    @Req() request: FastifyRequest,
  ): WhoamiDto {
    return this.whoami.of(callerOf(request));
  }

  @Get('upstream')
  @RequireScope('admin')
  @ApiOperation({
    operationId: 'getUpstreamState',
    summary: 'State of the credentials for the vendor',
    description:
      'By project and credential: state, and issue and expiry of the token, but never the token itself. Makes no call to the vendor.',
  })
  @ApiOkResponse({ type: UpstreamStateDto })
  @ApiProblems('invalid-request', 'not-found', ...CALLER_PROBLEMS)
  state(
    @Query(new InputPipe(NoParamsDto, 'query')) _params: NoParamsDto,
    @Req() request: FastifyRequest,
  ): UpstreamStateDto {
    return upstreamStateDto(this.upstream.visibleTo(callerOf(request)));
  }

  @Post('upstream/refresh')
  @HttpCode(200)
  @RequireScope('admin')
  @ApiOperation({
    operationId: 'refreshUpstreamToken',
    summary: 'Signs in to the vendor again',
    description:
      'Fetches new tokens, and returns the new states. A refused credential is tried again once a minute at most, because the vendor locks users.',
  })
  @ApiBody({ type: RefreshDto, required: false })
  @ApiOkResponse({
    type: UpstreamStateDto,
    description: 'The new states. A credential that still fails says so.',
  })
  @ApiProblems(
    'invalid-request',
    'not-found',
    'payload-too-large',
    'unsupported-media-type',
    ...CALLER_PROBLEMS,
  )
  async refresh(
    @Body(new InputPipe(RefreshDto, 'body')) { project }: RefreshDto,
    @Req() request: FastifyRequest,
  ): Promise<UpstreamStateDto> {
    return upstreamStateDto(await this.upstream.refresh(callerOf(request), project));
  }
}
