import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, ValidateNested } from 'class-validator';
import type { AnswerFormat } from '../answers/formats.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import { IsPlainText } from './input-rules.js';
import { parameter } from './parameter.js';
import {
  AgeParam,
  CategoryParam,
  CursorParam,
  EnterpriseProjectParam,
  FormatParam,
  HostFilterParam,
  LimitParam,
  PartialParam,
  ProjectParam,
  TimeoutMsParam,
} from './params.js';

/** Selects servers by their properties, in bodies. */
export class HostSelectionDto {
  @parameter(
    'boolean',
    { description: 'Every server. The other members, where given, still narrow the selection.' },
    IsBoolean(),
  )
  all?: boolean;

  @HostFilterParam('body') name?: string | string[];
  @HostFilterParam('body') ip?: string | string[];
  @HostFilterParam('body') group?: string | string[];
  @HostFilterParam('body') os?: string | string[];
  @HostFilterParam('body') agent_status?: string | string[];
  @HostFilterParam('body') protect_status?: string | string[];
  @HostFilterParam('body') status?: string | string[];
  @HostFilterParam('body') tag?: string | string[];
}

/** Options of every fleet query, of any asset type, in query strings and bodies. */
export class QueryOptionsDto {
  @ProjectParam() project?: string;
  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;

  @parameter(
    'text',
    { description: 'Substring of the host name, case ignored. Narrows the hosts.' },
    IsPlainText(256),
  )
  host_name?: string;

  @parameter('text', { description: 'Whole private or public address. Narrows the hosts.' }, IsPlainText(128))
  host_ip?: string;

  @CategoryParam({
    description:
      'Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts.',
  })
  category?: 'host' | 'container';

  @EnterpriseProjectParam() enterprise_project_id?: string;

  @parameter(
    'text',
    { enum: ['host'], description: '`host` adds `host_name` and `host_ip` to every row.' },
    IsIn(['host']),
  )
  include?: 'host';

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

  @AgeParam({
    description:
      'Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor.',
  })
  max_age?: number;

  @AgeParam({
    description:
      'Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none.',
  })
  stale_if_error?: number;

  @parameter(
    'boolean',
    { default: false, description: 'Whether the summary says why the plan was chosen.' },
    IsBoolean(),
  )
  explain?: boolean;

  @FormatParam() format?: AnswerFormat;
}

/** A body of a query: hosts by id or by a selection, and the options. */
export class TargetedQueryDto extends QueryOptionsDto {
  @parameter('list', {
    type: [String],
    maxItems: 100_000,
    description: 'Hosts by id. Rows come in the order of this list.',
  })
  host_ids?: string[];

  @ApiPropertyOptional({
    type: HostSelectionDto,
    description: 'Hosts by their properties. `{"all": true}` selects every server.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => HostSelectionDto)
  hosts?: HostSelectionDto;
}
