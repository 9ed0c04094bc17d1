import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { InputError } from '../../platform/problem/problem.js';
import { SummaryDto } from '../../rest/answers/answer.dto.js';
import { hostsFaults } from '../../rest/input/hosts-input.js';
import { IsSomeOf } from '../../rest/input/input-rules.js';
import { FieldsParam } from '../../rest/answers/list-answer.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { GROUPINGS } from './groupings.js';
import { EXPOSURES, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { PORT_CALLS } from './ports.dto.js';

/** Members of a query that say how rows are shown, which counts are not. */
const ABOUT_ROWS = ['limit', 'cursor', 'sort', 'include'];

function summaryFaults(given: Readonly<Record<string, unknown>>): InputError[] {
  const useless = ABOUT_ROWS.filter((name) => given[name] !== undefined).map((name) => ({
    parameter: name,
    detail: 'has no meaning for counts',
  }));
  return [...hostsFaults(given), ...useless];
}

const GROUP_BY =
  'What to count by, in this order; one or more of port, protocol, status, exposure, process, host.';
const TOP = { type: 'integer', minimum: 1, maximum: 10_000, default: 100 } as const;

/** One group: the members it was counted by, and its counts. */
export class PortGroupDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 65535 })
  port?: number;

  @ApiPropertyOptional({ enum: [...PROTOCOLS, 'other'] })
  protocol?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  status?: string;

  @ApiPropertyOptional({ enum: [...EXPOSURES, null], type: 'string', nullable: true })
  exposure?: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true })
  process_path?: string | null;

  @ApiPropertyOptional({ description: 'When counted by host.' })
  project?: string;

  @ApiPropertyOptional({ description: 'When counted by host.' })
  host_id?: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  rows!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  hosts!: number;
}

/** What a group can have; which of them it has follows from `group_by`. */
export const GROUP_MEMBERS = memberNames(PortGroupDto);

/** Query string of `GET /v1/ports/summary`. */
export class PortSummaryParamsDto extends PORT_CALLS.Params {
  static override readonly coercions = {
    ...PORT_CALLS.Params.coercions,
    group_by: 'list',
    top: 'integer',
  } as const;
  static override readonly together = summaryFaults;

  @ApiPropertyOptional({ type: [String], enum: [...GROUPINGS], default: ['port'], description: GROUP_BY })
  @IsOptional()
  @IsSomeOf(GROUPINGS)
  group_by?: string[];

  @ApiPropertyOptional({ ...TOP, description: 'Groups to give, those on most hosts first.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  top?: number;
}

/** Body of `POST /v1/ports/summary`. */
export class PortSummaryQueryDto extends PORT_CALLS.Query {
  static override readonly together = summaryFaults;

  @ApiPropertyOptional({
    oneOf: [
      { type: 'string', enum: [...GROUPINGS] },
      { type: 'array', items: { type: 'string', enum: [...GROUPINGS] } },
    ],
    description: GROUP_BY,
  })
  @IsOptional()
  @IsSomeOf(GROUPINGS)
  group_by?: string | string[];

  @ApiPropertyOptional({ ...TOP, description: 'Groups to give, those on most hosts first.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  top?: number;
}

// Groups have members of their own: written over the rule for those of rows.
for (const { prototype } of [PortSummaryParamsDto, PortSummaryQueryDto])
  FieldsParam(GROUP_MEMBERS)(prototype, 'fields');

/** The outcome of a count in figures. */
export class PortCountsSummaryDto extends SummaryDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Groups there are, given or not.' })
  groups!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows counted.' })
  rows!: number;
}
