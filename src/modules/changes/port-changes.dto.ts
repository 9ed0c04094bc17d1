import { ApiProperty } from '@nestjs/swagger';
import { PortRow } from '../../asset-types/port/port-row.js';
import { CHANGE_PARAMETERS } from '../../upstream/hss/parameter-names.js';
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

/** One socket that opened, closed, or became dangerous. A process that restarted on the same port is no change. */
export class PortChangeDto {
  @ApiProperty({ enum: CHANGES })
  change!: Change;

  @ApiProperty({ type: PortRow, nullable: true, description: 'The earlier state; null when opened.' })
  before!: PortRow | null;

  @ApiProperty({ type: PortRow, nullable: true, description: 'The present state; null when closed.' })
  after!: PortRow | null;
}

const CHANGE_MEMBERS = memberNames(PortChangeDto);

/** Query string of `GET /v1/ports/changes`. */
export class PortChangesParamsDto {
  static readonly instead = CHANGE_PARAMETERS;

  @parameter(
    'text',
    {
      required: true,
      format: 'date-time',
      description:
        'RFC 3339 time. The earlier state is the last complete reading at or before it. To continue an earlier comparison, use `to` of its answer.',
    },
    IsInstant(),
  )
  since!: string;

  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @CategoryParam('Changes of hosts, or of containers. Default: `host`.')
  category?: 'host' | 'container';
  @LimitParam('Maximum number of changes on a page.') limit?: number;
  @CursorParam() cursor?: string;

  @AgeParam('Greatest age of the present state in seconds. Default: 30. 0 reads the fleet from the vendor.')
  max_age?: number;

  @TimeoutMsParam() timeout_ms?: number;
  @FormatParam() format?: AnswerFormat;
  @FieldsParam(CHANGE_MEMBERS) fields?: string | string[];
}

/** The outcome of a comparison in numbers. */
export class PortChangesSummaryDto {
  @ApiProperty({
    description:
      'False only when a stream ended before all changes were sent: a fleet that cannot be read completely is not compared.',
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

  @ApiProperty({
    format: 'date-time',
    description: 'When the present state was read. Use it as the next `since`.',
  })
  to!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}

/** Columns of CSV: the kind of change, the socket (its earlier state when it closed), and its earlier status. */
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
