import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { HintProperty, UpstreamCodeProperty, UpstreamRequestIdProperty } from './upstream-facts.js';
import { PROBLEM_KINDS, type ProblemKind } from '../problem/problem.js';

export class InputErrorDto {
  @ApiPropertyOptional({ description: 'Query, path or header parameter at fault.' })
  parameter?: string;

  @ApiPropertyOptional({ description: 'JSON pointer into the body.' })
  pointer?: string;

  @ApiProperty()
  detail!: string;
}

class EstimateDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Null when the quota leaves no room at all.',
  })
  expected_ms!: number | null;
}

/** RFC 9457 problem document. */
export class ProblemDto {
  @ApiProperty({ example: '/problems/invalid-request', description: 'A page that explains the kind.' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  status!: number;

  @ApiProperty()
  detail!: string;

  @ApiProperty({ description: 'Path of the request.' })
  instance!: string;

  @ApiProperty({ description: 'Names this request in our logs; also in `X-Request-Id`.' })
  correlation_id!: string;

  @ApiPropertyOptional({ type: [InputErrorDto], description: 'Every fault of the input at once.' })
  errors?: InputErrorDto[];

  // By name: the schema belongs to the fleet queries, which this room does not know.
  @ApiPropertyOptional({
    type: 'array',
    items: { $ref: '#/components/schemas/FailureDto' },
    description: 'Hosts that could not be read, the first thousand of them.',
  })
  failures?: unknown[];

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Of `no-baseline`: the oldest reading there is, which a later `since` can refer to.',
  })
  oldest?: string;

  @ApiPropertyOptional({
    type: EstimateDto,
    description: 'What the query would take, where that is too much.',
  })
  estimate?: EstimateDto;

  @ApiPropertyOptional({ description: 'Where an export is whose file cannot be had.' })
  export_status?: string;

  @ApiPropertyOptional({ description: 'Why the file of an export is of no use, for programs.' })
  code?: string;

  @UpstreamCodeProperty()
  upstream_code?: string;

  @UpstreamRequestIdProperty()
  upstream_request_id?: string;

  @HintProperty()
  hint?: string;
}

/** Headers of an answer that the document describes once for all. */
export function headersOf(...names: string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Documents the problems an operation can answer, grouped by status. */
export function ApiProblems(...kinds: ProblemKind[]): MethodDecorator & ClassDecorator {
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of kinds)
    byStatus.set(PROBLEM_KINDS[kind].status, [...(byStatus.get(PROBLEM_KINDS[kind].status) ?? []), kind]);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...byStatus].map(([status, same]) =>
      ApiResponse({
        status,
        description: same.map((kind) => PROBLEM_KINDS[kind].title).join('; '),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      }),
    ),
  );
}

/** What every operation that needs a caller can answer. */
export const CALLER_PROBLEMS = [
  'unauthenticated',
  'forbidden',
  'rate-limited',
  'internal',
  'overloaded',
  'auth-unavailable',
] as const satisfies readonly ProblemKind[];

/** What every operation that asks upstream can answer besides. */
export const UPSTREAM_PROBLEMS = [
  'upstream-failed',
  'upstream-unavailable',
  'draining',
  'deadline-exceeded',
] as const satisfies readonly ProblemKind[];
