import { ApiProperty } from '@nestjs/swagger';
import { PortRow } from '../../asset-types/port/port-row.js';
import { columnsOf, memberNames } from '../../asset-types/row-schema.js';
import type { IncompleteReason } from '../../query/question/answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { ReasonProperty } from '../../rest/answers/answer.dto.js';
import type { ListShape } from '../../rest/answers/list-answer.js';
import { IsInstant } from '../../rest/input/input-rules.js';
import { parameter } from '../../rest/input/parameter.js';
import {
  AgeParam,
  CategoryParam,
  CursorParam,
  EnterpriseProjectParam,
  FieldsParam,
  FormatParam,
  LimitParam,
  ProjectParam,
  TimeoutMsParam,
} from '../../rest/input/params.js';

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
  @parameter(
    'text',
    {
      required: true,
      format: 'date-time',
      description:
        'RFC 3339. The comparison starts from the last whole reading at or before it; `to` of an earlier answer fits exactly.',
    },
    IsInstant(),
  )
  since!: string;

  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @CategoryParam({ default: 'host' }) category?: 'host' | 'container';
  @LimitParam('Changes a page.') limit?: number;
  @CursorParam() cursor?: string;

  @AgeParam({ default: 30, description: 'Seconds the present state may be old; 0 reads the fleet now.' })
  max_age?: number;

  @TimeoutMsParam() timeout_ms?: number;
  @FormatParam() format?: AnswerFormat;
  @FieldsParam(CHANGE_MEMBERS) fields?: string | string[];
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
