import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { answerPorts, ApiPortRows } from './ports-answer.js';
import { PortParamsDto, PortQueryDto } from './ports.dto.js';
import { PortsService } from './ports.service.js';

const PROBLEMS = [
  'invalid-request',
  'invalid-cursor',
  'plan-not-exact',
  'not-found',
  'not-acceptable',
  'incomplete-answer',
  'answer-too-large',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

/** Open ports among the other fingerprints: the same rows as under `/v1/ports`. */
@ApiTags('assets')
@RequireScope('assets:read', 'ports:read')
@Controller('v1/assets/port')
export class PortAssetController {
  constructor(private readonly ports: PortsService) {}

  @Get()
  @ApiOperation({ operationId: 'listPort', summary: 'Open ports of many hosts; the same as `GET /v1/ports`' })
  @ApiPortRows()
  @ApiProblems(...PROBLEMS)
  async list(
    @Query(new InputPipe(PortParamsDto, 'query')) params: PortParamsDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerPorts(this.ports, params, accept, request, reply);
  }

  @Post('query')
  @HttpCode(200)
  @LargeBody()
  @ApiOperation({
    operationId: 'queryPort',
    summary: 'Open ports of up to 100 000 hosts, or of a selection; the same as `POST /v1/ports/query`',
  })
  @ApiBody({ type: PortQueryDto })
  @ApiPortRows()
  @ApiProblems(...PROBLEMS, 'payload-too-large', 'unsupported-media-type')
  async query(
    @Body(new InputPipe(PortQueryDto, 'body')) body: PortQueryDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerPorts(this.ports, body, accept, request, reply);
  }
}
