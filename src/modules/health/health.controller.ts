import { Controller, Get, Inject, Optional, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, PublicOrKnown } from '../../platform/http/admission/access.js';
import { knownCaller, maySee } from '../../platform/http/admission/caller.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { ManagementPort } from '../../platform/http/management/management-port.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { Spool } from '../../upstream/hss/export-file/spool.js';
import { ConnectedProjects } from '../../upstream/connected-projects.js';
import { UpstreamProjects } from '../../upstream/projects.js';

class LiveDto {
  @ApiProperty({ enum: ['alive'] })
  status!: 'alive';
}

class StartedDto {
  @ApiProperty({ enum: ['started', 'starting'] })
  status!: 'started' | 'starting';
}

type ProjectState = 'ready' | 'empty' | 'failing' | 'refused';

class ReadyDto {
  @ApiProperty({
    enum: ['ready', 'degraded', 'draining'],
    description:
      '`degraded`: it serves requests, but something that it needs does not work. `draining`: it is being stopped; the HTTP status is 503.',
  })
  status!: 'ready' | 'degraded' | 'draining';

  @ApiProperty({
    enum: ['up', 'full', 'down', 'absent'],
    description:
      'Without Redis (`absent` or `down`) each process works alone, and no request fails. `full`: Redis stores nothing new, so exports wait and new ones are refused.',
  })
  redis!: 'up' | 'full' | 'down' | 'absent';

  @ApiProperty({
    enum: ['writable', 'unwritable'],
    description: 'Whether this process can write temporary files. Exports need them.',
  })
  temporary_files!: 'writable' | 'unwritable';

  @ApiProperty({
    enum: ['used', 'none'],
    description: 'Whether an outbound proxy is in use.',
  })
  proxy!: 'used' | 'none';

  @ApiProperty({
    enum: ['ready', 'empty', 'failing', 'refused'],
    description: 'The worst state of a project. `empty`: no token was needed yet.',
  })
  upstream!: ProjectState;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ready', 'empty', 'failing', 'refused'] },
    description:
      'By project: the best state of its credentials. Only for callers with the scope `admin`, and on the management port.',
  })
  projects?: Record<string, ProjectState>;
}

const BEST_FIRST = ['ready', 'empty', 'failing', 'refused'] as const;

/** Time between two checks of the temporary folder, in milliseconds: anybody may call, as often as they like. A choice. */
const FILES_CHECK_MS = 2_000;

/** Tells whether the process is alive, has started, and should get requests. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  private files = { checkedAt: -Infinity, writable: Promise.resolve(true) };

  constructor(
    private readonly drain: Drain,
    private readonly management: ManagementPort,
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
    @Optional() @Inject(RedisPort) private readonly redis?: RedisPort,
  ) {}

  @Get('live')
  @Public()
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process is alive' })
  @ApiOkResponse({ type: LiveDto })
  @ApiProblems('not-found')
  live(): LiveDto {
    return { status: 'alive' };
  }

  @Get('startup')
  @Public()
  @ApiOperation({ operationId: 'getStartup', summary: 'Whether the start is over' })
  @ApiOkResponse({ type: StartedDto })
  @ApiProblems('not-found')
  @ApiServiceUnavailableResponse({ type: StartedDto })
  startup(@Res({ passthrough: true }) reply: FastifyReply): StartedDto {
    if (this.management.mainPortServes) return { status: 'started' };
    void reply.code(503);
    return { status: 'starting' };
  }

  @Get('ready')
  @PublicOrKnown()
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether this process should get requests' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiProblems('unauthenticated', 'not-found', 'rate-limited')
  @ApiServiceUnavailableResponse({
    type: ReadyDto,
    description: 'The process is being stopped: send no more requests.',
  })
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadyDto> {
    const projects = new Map(
      this.projects.all.map(({ alias, credentials }) => {
        const conditions = credentials.states().map(({ condition }) => condition);
        return [alias, BEST_FIRST.find((each) => conditions.includes(each)) ?? 'refused'] as const;
      }),
    );
    const states = [...projects.values()];
    const worst = BEST_FIRST.findLast((each) => states.includes(each)) ?? 'ready';
    const named = [...projects].filter(([alias]) => this.mayName(request, alias));
    this.redis?.checkRoom();
    const redis = this.redis === undefined ? 'absent' : this.redis.state;
    const writable = await this.writable();
    const troubled =
      redis === 'down' || redis === 'full' || !writable || worst === 'failing' || worst === 'refused';
    if (this.drain.draining) void reply.code(503);
    return {
      status: this.drain.draining ? 'draining' : troubled ? 'degraded' : 'ready',
      redis,
      temporary_files: writable ? 'writable' : 'unwritable',
      proxy: this.projects.all.some(({ proxied }) => proxied) ? 'used' : 'none',
      upstream: worst,
      ...(named.length === 0 ? {} : { projects: Object.fromEntries(named) }),
    };
  }

  /** Names of projects say who our customers are: not for everybody who reaches the port. */
  private mayName(request: FastifyRequest, alias: string): boolean {
    const caller = knownCaller(request);
    if (caller === undefined) return this.management.received(request);
    return caller.scopes.has('admin') && maySee(caller, alias);
  }

  private writable(): Promise<boolean> {
    const now = performance.now();
    if (now - this.files.checkedAt >= FILES_CHECK_MS)
      this.files = { checkedAt: now, writable: Spool.writable() };
    return this.files.writable;
  }
}
