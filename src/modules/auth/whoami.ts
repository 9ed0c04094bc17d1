import { Inject, Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { SCOPES, type Scope } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { UpstreamProjects } from '../../upstream/projects.js';

class PointsLeftDto {
  @ApiProperty({
    minimum: 1,
    description:
      'Points per minute. A request costs 1 point, a query 1 point for each host, and each further upstream call 1 more.',
  })
  limit!: number;

  @ApiProperty({ minimum: 0 })
  remaining!: number;

  @ApiProperty({ minimum: 0, description: 'Seconds until all points are available again; 0 when they are.' })
  reset_s!: number;
}

class InProgressDto {
  @ApiProperty({ minimum: 1, description: 'Maximum at the same time, in each process.' })
  limit!: number;

  @ApiProperty({ minimum: 0, description: 'Number in this process, including this request.' })
  in_progress!: number;
}

class LimitsLeftDto {
  @ApiProperty({ type: PointsLeftDto })
  points!: PointsLeftDto;

  @ApiProperty({ type: InProgressDto })
  requests!: InProgressDto;

  @ApiProperty({ type: InProgressDto })
  streams!: InProgressDto;
}

/** The caller, its rights, and what is left of its limits. */
export class WhoamiDto {
  @ApiProperty({
    description: 'Stable id of the caller: the name of its key, or issuer and subject of its token.',
  })
  id!: string;

  @ApiProperty({ enum: ['api-key', 'jwt', 'demo'] })
  kind!: Caller['kind'];

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: Scope[];

  @ApiProperty({ type: [String], description: 'Aliases of the projects that the caller may see.' })
  projects!: string[];

  @ApiProperty({ type: LimitsLeftDto })
  limits!: LimitsLeftDto;
}

/** Describes callers to themselves. */
@Injectable()
export class Whoami {
  constructor(
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
    private readonly limits: CallerLimits,
  ) {}

  of(caller: Caller): WhoamiDto {
    const { points, requests, streams } = this.limits.view(caller);
    return {
      id: caller.id,
      kind: caller.kind,
      scopes: SCOPES.filter((scope) => caller.scopes.has(scope)),
      projects: this.projects.all.map(({ alias }) => alias).filter((alias) => maySee(caller, alias)),
      limits: {
        points: { limit: points.limit, remaining: points.remaining, reset_s: points.resetS },
        requests: { limit: requests.limit, in_progress: requests.inProgress },
        streams: { limit: streams.limit, in_progress: streams.inProgress },
      },
    };
  }
}
