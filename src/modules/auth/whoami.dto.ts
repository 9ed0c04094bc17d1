import { ApiProperty } from '@nestjs/swagger';
import { SCOPES, type Scope } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { LimitsView } from '../../platform/limits/caller-limits.js';

class PointsLeftDto {
  @ApiProperty({ minimum: 1, description: 'Points a minute: a request costs 1, a query 1 for each host.' })
  limit!: number;

  @ApiProperty({ minimum: 0 })
  remaining!: number;

  @ApiProperty({ minimum: 0, description: 'Seconds until all are there again; 0 when they are.' })
  reset_s!: number;
}

class InProgressDto {
  @ApiProperty({ minimum: 1, description: 'Most at a time, in each process.' })
  limit!: number;

  @ApiProperty({ minimum: 0, description: 'In the process that answers, this request included.' })
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

/** Who asks, and what that caller may do. */
export class WhoamiDto {
  @ApiProperty({
    description: 'Stable name of the caller: of a key its name, of a token its issuer and subject.',
  })
  id!: string;

  @ApiProperty({ enum: ['api-key', 'jwt', 'demo'] })
  kind!: Caller['kind'];

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: Scope[];

  @ApiProperty({ type: [String], description: 'Aliases of the projects that the caller may ask.' })
  projects!: string[];

  @ApiProperty({ type: LimitsLeftDto })
  limits!: LimitsLeftDto;
}

/** @param visible aliases of the projects that the caller may see. */
export function whoamiDto(caller: Caller, visible: string[], left: LimitsView): WhoamiDto {
  const { points, requests, streams } = left;
  return {
    id: caller.id,
    kind: caller.kind,
    scopes: SCOPES.filter((scope) => caller.scopes.has(scope)),
    projects: visible,
    limits: {
      points: { limit: points.limit, remaining: points.remaining, reset_s: points.resetS },
      requests: { limit: requests.limit, in_progress: requests.inProgress },
      streams: { limit: streams.limit, in_progress: streams.inProgress },
    },
  };
}
