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

/** Servers by what they are, for bodies. */
export class HostSelectionDto {
  @parameter(
    'boolean',
    { description: 'Every server; the other members, when given, still narrow.' },
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

/** What every fleet query takes, whatever the asset type and wherever it travels. */
export class QueryOptionsDto {
  @ProjectParam() project?: string;
  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;

  @parameter(
    'text',
    { description: 'Part of a host name, case ignored: narrows the hosts.' },
    IsPlainText(256),
  )
  host_name?: string;

  @parameter(
    'text',
    { description: 'Private or public address, whole: narrows the hosts.' },
    IsPlainText(128),
  )
  host_ip?: string;

  @CategoryParam({
    description:
      'Only rows outside, or only rows inside of containers. Left out: whatever the vendor shows for hosts.',
  })
  category?: 'host' | 'container';

  @EnterpriseProjectParam() enterprise_project_id?: string;

  @parameter(
    'text',
    { enum: ['host'], description: '`host` adds `host_name` and `host_ip` to every row.' },
    IsIn(['host']),
  )
  include?: 'host';

  @PartialParam('`forbid`: an error instead of an incomplete answer.')
  partial?: 'allow' | 'forbid';

  @TimeoutMsParam('Deadline in milliseconds; what is there by then is returned.')
  timeout_ms?: number;

  @parameter(
    'text',
    {
      enum: ['auto', ...PLAN_NAMES],
      default: 'auto',
      description: 'How to fetch; one that cannot be exact is refused.',
    },
    IsIn(['auto', ...PLAN_NAMES]),
  )
  plan?: string;

  @AgeParam({
    description:
      'Seconds an answer may be old. Default: how often the vendor collects the type; 0 asks upstream.',
  })
  max_age?: number;

  @AgeParam({
    description:
      'Seconds an answer may be old where the vendor fails to give a younger one (as in RFC 5861). Default 0: none.',
  })
  stale_if_error?: number;

  @parameter(
    'boolean',
    { default: false, description: 'Adds to the summary why the plan was chosen.' },
    IsBoolean(),
  )
  explain?: boolean;

  @FormatParam() format?: AnswerFormat;
}

/** The hosts of a body: by id, or by what they are. */
export class TargetedQueryDto extends QueryOptionsDto {
  @parameter('list', {
    type: [String],
    maxItems: 100_000,
    description: 'Hosts by id, in the order the rows shall come.',
  })
  host_ids?: string[];

  @ApiPropertyOptional({
    type: HostSelectionDto,
    description: 'Hosts by what they are; `{"all": true}` for every server.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => HostSelectionDto)
  hosts?: HostSelectionDto;
}
