import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { LIST_PROBLEMS } from '../../rest/answers/query-problems.js';
import { HostIdPipe } from '../../rest/input/host-id.pipe.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { ListSummaryDto, PROJECT_FAILURES } from '../../rest/answers/list-summary.js';
import { QueryClock } from '../../rest/query-clock.js';
import { HostGroupRow, HostRow } from './host-rows.dto.js';
import {
  GROUP_MEMBERS,
  HOST_MEMBERS,
  HostGroupParamsDto,
  HostParamsDto,
  HostScopeParamsDto,
} from './hosts.dto.js';
import { HostsService } from './hosts.service.js';

const OF_PROJECTS = { summary: ListSummaryDto, failures: PROJECT_FAILURES };
const ApiHosts = rowsAnswer({ name: 'Host', row: HostRow, ...OF_PROJECTS });
const ApiHostGroups = rowsAnswer({ name: 'HostGroup', row: HostGroupRow, ...OF_PROJECTS });

@ApiTags('hosts')
@RequireScope('ports:read', 'assets:read')
@Controller('v1')
export class HostsController {
  constructor(
    private readonly hosts: HostsService,
    private readonly lists: ListAnswers,
    private readonly clock: QueryClock,
  ) {}

  @Get('hosts')
  @ApiOperation({ operationId: 'listHosts', summary: 'Servers, by project and id' })
  @ApiHosts()
  @ApiProblems(...LIST_PROBLEMS, 'invalid-cursor')
  async list(
    @Query(new InputPipe(HostParamsDto, 'query')) params: HostParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shape = { name: 'hosts', members: HOST_MEMBERS };
    await this.lists.answer(shape, params, request, reply, (limit, context) =>
      this.hosts.hosts(params, limit, callerOf(request), context),
    );
  }

  @Get('host-groups')
  @ApiOperation({ operationId: 'listHostGroups', summary: 'Server groups and their members' })
  @ApiHostGroups()
  @ApiProblems(...LIST_PROBLEMS)
  async groups(
    @Query(new InputPipe(HostGroupParamsDto, 'query')) params: HostGroupParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shape = { name: 'host-groups', members: GROUP_MEMBERS };
    await this.lists.answer(shape, params, request, reply, (_limit, context) =>
      this.hosts.groups(params, callerOf(request), context),
    );
  }

  @Get('hosts/:host_id')
  @ApiOperation({ operationId: 'getHost', summary: 'One server' })
  @ApiParam({ name: 'host_id', schema: { type: 'string', minLength: 1, maxLength: 128 } })
  @ApiOkResponse({ type: HostRow })
  @ApiProblems('invalid-request', 'not-found', 'answer-too-large', ...CALLER_PROBLEMS, ...UPSTREAM_PROBLEMS)
  async one(
    @Param('host_id', HostIdPipe) hostId: string,
    @Query(new InputPipe(HostScopeParamsDto, 'query')) params: HostScopeParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.hosts.checkProject(params.project, callerOf(request));
    await this.clock.answer(params, request, reply, (context) =>
      this.hosts.host(hostId, params, callerOf(request), context),
    );
  }
}
