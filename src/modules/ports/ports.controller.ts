import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsePorts } from '../../asset-types/filter-values.js';
import { port } from '../../asset-types/port/port.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { invalidRequest } from '../../platform/problem/problem.js';
import { ApiLater, LATER_PROBLEMS } from '../../rest/answers/later.js';
import { BODY_PROBLEMS, PAGED_QUERY_PROBLEMS } from '../../rest/answers/query-problems.js';
import { ApiQueryOf } from '../../rest/input/api-query-of.js';
import { HostIdPipe } from '../../rest/input/host-id.pipe.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { RowAnswers } from '../../rest/row-answers.js';
import { HostPortsParamsDto, PORT_CALLS, PortHostsParamsDto } from './ports.dto.js';

const { Params, Query: QueryDto, ApiRows } = PORT_CALLS;

/** Name of a downloaded file, without suffix. */
const FILE = 'ports';

/** Rows of open ports: of many hosts, of one host, or of one port. */
@ApiTags('ports')
@RequireScope('ports:read')
@Controller('v1')
export class PortsController {
  constructor(private readonly rows: RowAnswers) {}

  @Get('ports')
  @ApiOperation({
    operationId: 'listPorts',
    summary: 'Open ports of many hosts',
  })
  @ApiQueryOf(Params)
  @ApiRows()
  @ApiLater()
  @ApiProblems(...PAGED_QUERY_PROBLEMS, ...LATER_PROBLEMS)
  async list(
    @Query(new InputPipe(Params, 'query')) params: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rows.answerNowOrLater(port, params, request, reply, FILE);
  }

  @Post('ports/query')
  @HttpCode(200)
  @LargeBody()
  @ApiOperation({
    operationId: 'queryPorts',
    summary: 'Open ports of up to 100 000 hosts, or of a selection',
  })
  @ApiBody({ type: QueryDto })
  @ApiRows()
  @ApiLater()
  @ApiProblems(...PAGED_QUERY_PROBLEMS, ...BODY_PROBLEMS, ...LATER_PROBLEMS)
  async query(
    @Body(new InputPipe(QueryDto, 'body')) body: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rows.answerNowOrLater(port, body, request, reply, FILE);
  }

  @Get('ports/:port/hosts')
  @ApiOperation({
    operationId: 'listPortHosts',
    summary: 'Who listens on one port: rows with host name and address',
  })
  @ApiParam({ name: 'port', schema: { type: 'integer', minimum: 1, maximum: 65535 } })
  @ApiQueryOf(PortHostsParamsDto, 1)
  @ApiRows()
  @ApiProblems(...PAGED_QUERY_PROBLEMS)
  async hostsOfPort(
    @Param('port') portText: string,
    @Query(new InputPipe(PortHostsParamsDto, 'query')) params: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!/^\d{1,5}$/.test(portText) || parsePorts(portText) === undefined)
      throw invalidRequest([{ parameter: 'port', detail: 'must be a port from 1 to 65535' }]);
    const query = { ...params, port: portText, include: 'host' as const };
    await this.rows.answer(port, query, request, reply, FILE);
  }

  @Get('hosts/:host_id/ports')
  @ApiOperation({ operationId: 'listHostPorts', summary: 'Open ports of one server' })
  @ApiParam({ name: 'host_id', schema: { type: 'string', minLength: 1, maxLength: 128 } })
  @ApiQueryOf(HostPortsParamsDto, 1)
  @ApiRows()
  @ApiProblems(...PAGED_QUERY_PROBLEMS)
  async portsOfHost(
    @Param('host_id', HostIdPipe) hostId: string,
    @Query(new InputPipe(HostPortsParamsDto, 'query')) params: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rows.answer(port, { ...params, host_ids: [hostId] }, request, reply, FILE);
  }
}
