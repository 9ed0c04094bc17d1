import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { IncompleteReason } from '../../query/question/answer.js';
import { ReasonProperty } from '../../rest/answers/answer.dto.js';
import { IsInstant } from '../../rest/input/input-rules.js';
import { FieldsParam, FormatParam, LIST_COERCIONS, type ListShape } from '../../rest/answers/list-answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { columnsOf, memberNames } from '../../asset-types/row-schema.js';
import { PortRow } from '../../asset-types/port/port-row.js';

export const CHANGES = ['opened', 'closed', 'endangered'] as const;
export type Change = (typeof CHANGES)[number];

/** One socket that opened, closed, or turned dangerous. A process that restarted on its port is none. */
export class PortChangeDto {
  @ApiProperty({ enum: CHANGES })
  change!: Change;

  @ApiProperty({ type: PortRow, nullable: true, description: 'As it was; null when opened.' })
  before!: PortRow | null;

  @ApiProperty({ type: PortRow, nullable: true, description: 'As it is; null when closed.' })
  after!: PortRow | null;
}

const CHANGE_MEMBERS = memberNames(PortChangeDto);

/** Query string of `GET /v1/ports/changes`. */
export class PortChangesParamsDto {
  static readonly coercions = {
    since: 'text',
    project: 'text',
    enterprise_project_id: 'text',
    category: 'text',
    limit: 'integer',
    cursor: 'text',
    max_age: 'integer',
    timeout_ms: 'integer',
    ...LIST_COERCIONS,
  } as const;

  @ApiProperty({
    format: 'date-time',
    description:
      'RFC 3339. The comparison starts from the last whole reading at or before it; `to` of an earlier answer fits exactly.',
  })
  @IsInstant()
  since!: string;

  @ApiPropertyOptional({ description: 'Alias of a project, or `*` for all that you may see.' })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({ enum: ['host', 'container'], default: 'host' })
  @IsOptional()
  @IsIn(['host', 'container'])
  category?: 'host' | 'container';

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 1000,
    default: 100,
    type: 'integer',
    description: 'Changes a page.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 86_400,
    default: 30,
    type: 'integer',
    description: 'Seconds the present state may be old; 0 reads the fleet now.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  max_age?: number;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;

  @FormatParam()
  format?: AnswerFormat;

  @FieldsParam(CHANGE_MEMBERS)
  fields?: string | string[];
}

/** The outcome of a comparison in figures. */
export class PortChangesSummaryDto {
  @ApiProperty({
    description:
      'A fleet that cannot be read whole is not compared: false only where a stream ended before all changes were sent.',
  })
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on this page.' })
  items!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on all pages.' })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  opened!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  closed!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  endangered!: number;

  @ApiProperty({ format: 'date-time', description: 'When the earlier state was read.' })
  from!: string;

  @ApiProperty({ format: 'date-time', description: 'When the present state was read; the next `since`.' })
  to!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}

/** As a table: what kind of change, the socket as it is (as it was when closed), and how risky it was before. */
export const PORT_CHANGES: ListShape<PortChangeDto> = {
  name: 'port-changes',
  members: CHANGE_MEMBERS,
  table: {
    columns: ['change', ...columnsOf(memberNames(PortRow), false), 'status_before'],
    recordOf: ({ change, before, after }) => ({
      change,
      ...(after ?? before),
      status_before: before?.status ?? null,
    }),
  },
};
