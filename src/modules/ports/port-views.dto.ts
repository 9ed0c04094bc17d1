import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { EXPOSURES, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { memberNames } from '../../asset-types/row-schema.js';
import type { InputError } from '../../platform/problem/problem.js';
import { SummaryDto } from '../../rest/answers/answer.dto.js';
import { hostsFaults } from '../../rest/input/hosts-input.js';
import { IsSomeOf } from '../../rest/input/input-rules.js';
import { integerParameter, parameter } from '../../rest/input/parameter.js';
import { FieldsParam } from '../../rest/input/params.js';
import { PORT_CALLS } from './ports.dto.js';

/** What rows can be counted by. */
export const GROUPINGS = ['port', 'protocol', 'status', 'exposure', 'process', 'host'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Options that are about the rows of an answer. Counts have no rows. */
const ROW_OPTIONS = ['limit', 'cursor', 'sort', 'include'];

function summaryFaults(given: Readonly<Record<string, unknown>>): InputError[] {
  const rowOptions = ROW_OPTIONS.filter((name) => given[name] !== undefined).map((name) => ({
    parameter: name,
    detail: 'has no meaning for counts',
  }));
  return [...hostsFaults(given), ...rowOptions];
}

const GroupByParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  parameter(
    'list',
    {
      ...schema,
      description:
        'Members to group by, in this order: one or more of port, protocol, status, exposure, process, host.',
    },
    IsSomeOf(GROUPINGS),
  );

const TopParam = (): PropertyDecorator =>
  integerParameter(1, 10_000, {
    default: 100,
    description: 'Maximum number of groups, those on most hosts first.',
  });

/** One group: the members that it was grouped by, and its counts. */
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

  @ApiPropertyOptional({ description: 'Only when grouped by host.' })
  project?: string;

  @ApiPropertyOptional({ description: 'Only when grouped by host.' })
  host_id?: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  rows!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  hosts!: number;
}

/** All members that a group can have; `group_by` decides which it has. */
export const GROUP_MEMBERS = memberNames(PortGroupDto);

/** Query string of `GET /v1/ports/summary`. */
export class PortSummaryParamsDto extends PORT_CALLS.Params {
  static override readonly together = summaryFaults;

  @GroupByParam({ type: [String], enum: [...GROUPINGS], default: ['port'] }) group_by?: string[];
  @TopParam() top?: number;
}

/** Body of `POST /v1/ports/summary`. */
export class PortSummaryQueryDto extends PORT_CALLS.Query {
  static override readonly together = summaryFaults;

  @GroupByParam({
    oneOf: [
      { type: 'string', enum: [...GROUPINGS] },
      { type: 'array', items: { type: 'string', enum: [...GROUPINGS] } },
    ],
  })
  group_by?: string | string[];

  @TopParam() top?: number;
}

// The members of groups replace those of rows in the rule for `fields`.
for (const { prototype } of [PortSummaryParamsDto, PortSummaryQueryDto])
  FieldsParam(GROUP_MEMBERS)(prototype, 'fields');

/** The outcome of a count in numbers. */
export class PortCountsSummaryDto extends SummaryDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of all groups, also those beyond `top`.' })
  groups!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of rows that were counted.' })
  rows!: number;
}
