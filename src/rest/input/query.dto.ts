import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Coercion } from './input.pipe.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import { OFFERED, type AnswerFormat } from '../answers/formats.js';
import { IsPlainText, IsSomeOf, IsTexts } from './input-rules.js';

/** Servers by what they are, for bodies. */
export class HostSelectionDto {
  @ApiPropertyOptional({ description: 'Every server; the other members, when given, still narrow.' })
  @IsOptional()
  @IsBoolean()
  all?: boolean;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'Part of the name, case ignored.',
  })
  @IsOptional()
  @IsTexts(256)
  name?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'Private or public address, whole.',
  })
  @IsOptional()
  @IsTexts(128)
  ip?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'Id or whole name of a server group.',
  })
  @IsOptional()
  @IsTexts(128)
  group?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: '`linux`, `windows`, or part of the name of the operating system.',
  })
  @IsOptional()
  @IsTexts(64)
  os?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description:
      'State of the agent: installed, not_installed, online, offline, install_failed, installing, not_online.',
  })
  @IsOptional()
  @IsSomeOf(['installed', 'not_installed', 'online', 'offline', 'install_failed', 'installing', 'not_online'])
  agent_status?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'State of the protection: closed, opened, protection_exception.',
  })
  @IsOptional()
  @IsSomeOf(['closed', 'opened', 'protection_exception'])
  protect_status?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'Power state: ACTIVE, SHUTOFF, BUILDING, ERROR.',
  })
  @IsOptional()
  @IsSomeOf(['ACTIVE', 'SHUTOFF', 'BUILDING', 'ERROR'])
  status?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: 'A label of the server, whole.',
  })
  @IsOptional()
  @IsTexts(64)
  tag?: string | string[];
}

/** What every fleet query takes, whatever the asset type and wherever it travels. */
export class QueryOptionsDto {
  @ApiPropertyOptional({
    description: 'Alias of a project, or `*` for all that you may see. Default: the configured one.',
  })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 1000,
    default: 100,
    type: 'integer',
    description: 'Rows a page.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({
    description: '`next_cursor` of the page before; everything else as it was then, `limit` may differ.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;

  @ApiPropertyOptional({ description: 'Part of a host name, case ignored: narrows the hosts.' })
  @IsOptional()
  @IsPlainText(256)
  host_name?: string;

  @ApiPropertyOptional({ description: 'Private or public address, whole: narrows the hosts.' })
  @IsOptional()
  @IsPlainText(128)
  host_ip?: string;

  @ApiPropertyOptional({
    enum: ['host', 'container'],
    description:
      'Only rows outside, or only rows inside of containers. Left out: whatever the vendor shows for hosts.',
  })
  @IsOptional()
  @IsIn(['host', 'container'])
  category?: 'host' | 'container';

  @ApiPropertyOptional({
    description: 'Enterprise project id, `0`, or `all_granted_eps`. Default: as configured for the project.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({ enum: ['host'], description: '`host` adds `host_name` and `host_ip` to every row.' })
  @IsOptional()
  @IsIn(['host'])
  include?: 'host';

  @ApiPropertyOptional({
    enum: ['allow', 'forbid'],
    default: 'allow',
    description: '`forbid`: an error instead of an incomplete answer.',
  })
  @IsOptional()
  @IsIn(['allow', 'forbid'])
  partial?: 'allow' | 'forbid';

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds; what is there by then is returned.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;

  @ApiPropertyOptional({
    enum: ['auto', ...PLAN_NAMES],
    default: 'auto',
    description: 'How to fetch; one that cannot be exact is refused.',
  })
  @IsOptional()
  @IsIn(['auto', ...PLAN_NAMES])
  plan?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 86_400,
    type: 'integer',
    description:
      'Seconds an answer may be old. Default: how often the vendor collects the type; 0 asks upstream.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  max_age?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Seconds an answer may be old where the vendor fails to give a younger one (as in RFC 5861). Default 0: none.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  stale_if_error?: number;

  @ApiPropertyOptional({ default: false, description: 'Adds to the summary why the plan was chosen.' })
  @IsOptional()
  @IsBoolean()
  explain?: boolean;

  @ApiPropertyOptional({ enum: OFFERED.answers, description: 'Wins over `Accept`.' })
  @IsOptional()
  @IsIn(OFFERED.answers)
  format?: AnswerFormat;
}

/** How the members above are read from a query string. */
export const QUERY_OPTION_COERCIONS: Readonly<Record<string, Coercion>> = {
  project: 'text',
  limit: 'integer',
  cursor: 'text',
  host_name: 'text',
  host_ip: 'text',
  category: 'text',
  enterprise_project_id: 'text',
  include: 'text',
  partial: 'text',
  timeout_ms: 'integer',
  plan: 'text',
  max_age: 'integer',
  stale_if_error: 'integer',
  explain: 'boolean',
  format: 'text',
};

/** The hosts of a body: by id, or by what they are. */
export class TargetedQueryDto extends QueryOptionsDto {
  @ApiPropertyOptional({
    type: [String],
    maxItems: 100_000,
    description: 'Hosts by id, in the order the rows shall come.',
  })
  @IsOptional()
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
