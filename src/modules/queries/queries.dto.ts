import { ApiProperty } from '@nestjs/swagger';
import { FailureDto, ProgressDto, SummaryDto } from '../../rest/answers/answer.dto.js';
import { QUERY_STATES, type QueryState } from '../../query/background/query-record.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { CursorParam, BomParam, FormatParam, LimitParam } from '../../rest/input/params.js';

export class QueryFailureDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  title!: string;
}

/** One background query. */
export class BackgroundQueryDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: QUERY_STATES })
  status!: QueryState;

  @ApiProperty()
  asset_type!: string;

  @ApiProperty({ type: [String] })
  projects!: string[];

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finished_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  expires_at!: string;

  @ApiProperty({ type: 'string', enum: [...PLAN_NAMES, null], nullable: true })
  plan!: string | null;

  @ApiProperty({ type: ProgressDto })
  progress!: ProgressDto;

  @ApiProperty({ type: SummaryDto, nullable: true, description: 'Once it is over.' })
  summary!: SummaryDto | null;

  @ApiProperty({ type: [FailureDto], maxItems: 100, description: 'The first ones.' })
  failures!: FailureDto[];

  @ApiProperty({ type: QueryFailureDto, nullable: true, description: 'Why it failed.' })
  failure!: QueryFailureDto | null;
}

export class BackgroundQueryPageDto {
  @ApiProperty({ type: [BackgroundQueryDto], description: 'Newest first.' })
  items!: BackgroundQueryDto[];

  @ApiProperty({ type: 'string', nullable: true })
  next_cursor!: string | null;
}

/** Rows of a background query, of whichever type. */
export class BackgroundItemsDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  items!: object[];

  @ApiProperty({ type: [FailureDto] })
  failures!: FailureDto[];

  @ApiProperty({ description: 'Whether all rows have been read.' })
  complete!: boolean;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null behind the last row.' })
  next_cursor!: string | null;

  @ApiProperty({ type: SummaryDto })
  summary!: SummaryDto;
}

/** Query string of `GET /v1/queries`. */
export class QueryListParamsDto {
  @LimitParam('Queries a page.') limit?: number;
  @CursorParam() cursor?: string;
}

/** Query string of `GET /v1/queries/{id}/items`. */
export class QueryItemsParamsDto {
  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
}
