import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/access.js';
import { callerOf } from '../../../platform/http/caller.js';
import { clientGone } from '../../../platform/http/client-gone.js';
import { InputPipe } from '../../../platform/http/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../../platform/openapi/api-problems.js';
import { answerPorts, PORTS_ANSWER } from '../ports/ports-answer.js';
import { HostPortsParamsDto, PortPageDto } from '../ports/ports.dto.js';
import { PortsService } from '../ports/ports.service.js';
import { HostIdPipe } from '../query/host-id.pipe.js';
import { QueryContext } from '../query/query-context.js';
import { HostGroupPageDto, HostPageDto, HostParamsDto, HostRow, HostScopeParamsDto } from './hosts.dto.js';
import { HostsService } from './hosts.service.js';

@ApiTags('hosts')
@ApiExtraModels(PortPageDto)
@RequireScope('ports:read', 'assets:read')
@Controller('v1')
export class HostsController {
  constructor(
    private readonly hosts: HostsService,
    private readonly ports: PortsService,
  ) {}

  @Get('hosts')
  @ApiOperation({ operationId: 'listHosts', summary: 'Servers, by project and id' })
  @ApiOkResponse({ type: HostPageDto })
  @ApiProblems('invalid-request', 'invalid-cursor', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS)
  list(
    @Query(new InputPipe(HostParamsDto, 'query')) params: HostParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HostPageDto> {
    return this.inTime(params, request, reply, (context) =>
      this.hosts.hosts(params, callerOf(request), context),
    );
  }

  @Get('host-groups')
  @ApiOperation({ operationId: 'listHostGroups', summary: 'Server groups and their members' })
  @ApiOkResponse({ type: HostGroupPageDto })
  @ApiProblems('invalid-request', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS)
  groups(
    @Query(new InputPipe(HostScopeParamsDto, 'query')) params: HostScopeParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HostGroupPageDto> {
    return this.inTime(params, request, reply, (context) =>
      this.hosts.groups(params, callerOf(request), context),
    );
  }

  @Get('hosts/:host_id')
  @ApiOperation({ operationId: 'getHost', summary: 'One server' })
  @ApiParam({ name: 'host_id', schema: { type: 'string', minLength: 1, maxLength: 128 } })
  @ApiOkResponse({ type: HostRow })
  @ApiProblems('invalid-request', 'not-found', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS)
  one(
    @Param('host_id', HostIdPipe) hostId: string,
    @Query(new InputPipe(HostScopeParamsDto, 'query')) params: HostScopeParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HostRow> {
    return this.inTime(params, request, reply, (context) =>
      this.hosts.host(hostId, params, callerOf(request), context),
    );
  }

  @Get('hosts/:host_id/ports')
  @RequireScope('ports:read')
  @ApiOperation({ operationId: 'listHostPorts', summary: 'Open ports of one server' })
  @ApiParam({ name: 'host_id', schema: { type: 'string', minLength: 1, maxLength: 128 } })
  @ApiOkResponse(PORTS_ANSWER)
  @ApiProblems(
    'invalid-request',
    'invalid-cursor',
    'plan-not-exact',
    'not-found',
    'not-acceptable',
    'incomplete-answer',
    ...CALLER_PROBLEMS,
    ...UPSTREAM_PROBLEMS,
  )
  async portsOf(
    @Param('host_id', HostIdPipe) hostId: string,
    @Query(new InputPipe(HostPortsParamsDto, 'query')) params: HostPortsParamsDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerPorts(this.ports, { ...params, host_ids: [hostId] }, accept, request, reply);
  }

  private async inTime<T>(
    params: { readonly timeout_ms?: number },
    request: FastifyRequest,
    reply: FastifyReply,
    work: (context: QueryContext) => Promise<T>,
  ): Promise<T> {
    const context = new QueryContext(callerOf(request).id, this.ports.timeoutMs(params), clientGone(reply));
    try {
      return await work(context);
    } finally {
      context.dispose();
    }
  }
}
