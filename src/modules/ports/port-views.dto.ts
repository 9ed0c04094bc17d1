import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXPOSURES, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { SummaryDto } from '../../rest/answers/answer.dto.js';
import { paramsDtoOf, queryDtoOf } from '../../rest/input/asset-dto.js';
import { IsSomeOf } from '../../rest/input/input-rules.js';
import { integerParameter, parameter } from '../../rest/input/parameter.js';
import { wordList } from '../../rest/input/params.js';
import { PORT_CALLS } from './ports.dto.js';

/** What rows can be counted by. */
export const GROUPINGS = ['port', 'protocol', 'status', 'exposure', 'process', 'host'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const GroupByParam = (): PropertyDecorator =>
  parameter(
    'list',
    {
      ...wordList(GROUPINGS),
      default: ['port'],
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

const SHAPE = { ...PORT_CALLS, name: 'PortSummary', members: GROUP_MEMBERS };

/** Query string of `GET /v1/ports/summary`. */
export class PortSummaryParamsDto extends paramsDtoOf(SHAPE, false) {
  @GroupByParam() group_by?: string[];
  @TopParam() top?: number;
}

/** Body of `POST /v1/ports/summary`. */
export class PortSummaryQueryDto extends queryDtoOf(SHAPE, false) {
  @GroupByParam() group_by?: string[];
  @TopParam() top?: number;
}

/** The outcome of a count in numbers. */
export class PortCountsSummaryDto extends SummaryDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of all groups, also those beyond `top`.' })
  groups!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of rows that were counted.' })
  rows!: number;
}
