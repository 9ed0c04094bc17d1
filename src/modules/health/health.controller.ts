import { Controller, Get, Inject, Optional, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/http/admission/access.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { Spool } from '../../upstream/hss/export-file/spool.js';
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
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ready', 'empty', 'failing', 'refused'] },
    description: 'By project: the best state of its credentials. `empty`: no token was needed yet.',
  })
  projects!: Record<string, 'ready' | 'empty' | 'failing' | 'refused'>;
}

const BEST_FIRST = ['ready', 'empty', 'failing', 'refused'] as const;

/** Time between two checks of the temporary folder, in milliseconds: anybody may call, as often as they like. A choice. */
const FILES_CHECK_MS = 2_000;

/** Tells whether the process is alive, and whether it should get requests. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  private files = { checkedAt: -Infinity, writable: Promise.resolve(true) };

  constructor(
    private readonly drain: Drain,
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
    @Optional() @Inject(RedisPort) private readonly redis?: RedisPort,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process is alive' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether this process should get requests' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiServiceUnavailableResponse({
    type: ReadyDto,
    description: 'The process is being stopped: send no more requests.',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const projects = Object.fromEntries(
      this.projects.all.map(({ alias, credentials }) => {
        const conditions = credentials.states().map(({ condition }) => condition);
        return [alias, BEST_FIRST.find((each) => conditions.includes(each)) ?? 'refused'];
      }),
    );
    this.redis?.checkRoom();
    const redis = this.redis === undefined ? 'absent' : this.redis.state;
    const writable = await this.writable();
    const troubled =
      redis === 'down' ||
      redis === 'full' ||
      !writable ||
      Object.values(projects).some((state) => state === 'failing' || state === 'refused');
    if (this.drain.draining) void reply.code(503);
    return {
      status: this.drain.draining ? 'draining' : troubled ? 'degraded' : 'ready',
      redis,
      temporary_files: writable ? 'writable' : 'unwritable',
      proxy: this.projects.all.some(({ proxied }) => proxied) ? 'used' : 'none',
      projects,
    };
  }

  private writable(): Promise<boolean> {
    const now = performance.now();
    if (now - this.files.checkedAt >= FILES_CHECK_MS)
      this.files = { checkedAt: now, writable: Spool.writable() };
    return this.files.writable;
  }
}
