import { Controller, Get, Inject, Optional, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/http/access.js';
import { Drain } from '../../platform/http/drain.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { ConnectedProjects } from '../../upstream/connected-projects.js';
import { UpstreamProjects } from '../../upstream/projects.js';

class LiveDto {
  @ApiProperty({ enum: ['alive'] })
  status!: 'alive';
}

class ReadyDto {
  @ApiProperty({
    enum: ['ready', 'degraded', 'draining'],
    description:
      '`degraded`: serves, but something it leans on does not work. `draining` comes with status 503.',
  })
  status!: 'ready' | 'degraded' | 'draining';

  @ApiProperty({
    enum: ['up', 'down', 'absent'],
    description: 'Without Redis a process runs alone; nothing fails.',
  })
  redis!: 'up' | 'down' | 'absent';

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ready', 'empty', 'failing', 'refused'] },
    description: 'By project: the best state of its credentials. `empty`: not needed yet.',
  })
  projects!: Record<string, 'ready' | 'empty' | 'failing' | 'refused'>;
}

const BEST_FIRST = ['ready', 'empty', 'failing', 'refused'] as const;

/** Whether the process lives, and whether it should be sent requests. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly drain: Drain,
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
    @Optional() @Inject(RedisPort) private readonly redis?: RedisPort,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process lives' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether to send requests here' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiServiceUnavailableResponse({ type: ReadyDto, description: 'Draining: send no more requests.' })
  ready(@Res({ passthrough: true }) reply: FastifyReply): ReadyDto {
    const projects = Object.fromEntries(
      this.projects.all.map(({ alias, credentials }) => {
        const conditions = credentials.states().map(({ condition }) => condition);
        return [alias, BEST_FIRST.find((each) => conditions.includes(each)) ?? 'refused'];
      }),
    );
    const redis = this.redis === undefined ? 'absent' : this.redis.state;
    const troubled =
      redis === 'down' || Object.values(projects).some((state) => state === 'failing' || state === 'refused');
    if (this.drain.draining) void reply.code(503);
    return { status: this.drain.draining ? 'draining' : troubled ? 'degraded' : 'ready', redis, projects };
  }
}
