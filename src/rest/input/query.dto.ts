import { IsBoolean, IsIn } from 'class-validator';
import type { AnswerFormat } from '../answers/formats.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import { parameter } from './parameter.js';
import {
  AgeParam,
  CategoryParam,
  EnterpriseProjectParam,
  BomParam,
  FormatParam,
  PartialParam,
  ProjectParam,
  TimeoutMsParam,
} from './params.js';

/** Options of every fleet query, of any asset type, in query strings and bodies; for rows and for counts of rows. */
export class QueryOptionsDto {
  @ProjectParam() project?: string;

  @CategoryParam() category?: 'host' | 'container';

  @EnterpriseProjectParam() enterprise_project_id?: string;

  @PartialParam('With `forbid`, an incomplete answer is an error.')
  partial?: 'allow' | 'forbid';

  @TimeoutMsParam(
    'Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures.',
  )
  timeout_ms?: number;

  @parameter(
    'text',
    {
      enum: ['auto', ...PLAN_NAMES],
      default: 'auto',
      description:
        'Plan to read the rows with. A plan that cannot give exact rows for this query is refused.',
    },
    IsIn(['auto', ...PLAN_NAMES]),
  )
  plan?: string;

  @AgeParam() max_age?: number;

  @AgeParam('Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0.')
  stale_if_error?: number;

  @parameter(
    'boolean',
    { default: false, description: 'Whether the summary says why the plan was chosen.' },
    IsBoolean(),
  )
  explain?: boolean;

  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
}
