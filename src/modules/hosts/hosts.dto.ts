import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Coercion } from '../../rest/input/input.pipe.js';
import { IsSomeOf, IsTexts } from '../../rest/input/input-rules.js';
import { FieldsParam, FormatParam, LIST_COERCIONS } from '../../rest/answers/list-answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { HostGroupRow, HostRow } from './host-rows.dto.js';

export const HOST_MEMBERS = memberNames(HostRow);
export const GROUP_MEMBERS = memberNames(HostGroupRow);

/** Query string of `GET /v1/hosts`. Lists are comma-separated or repeated and mean "any of". */
export class HostParamsDto {
  static readonly coercions = {
    project: 'text',
    enterprise_project_id: 'text',
    name: 'list',
    ip: 'list',
    group: 'list',
    os: 'list',
    agent_status: 'list',
    protect_status: 'list',
    status: 'list',
    tag: 'list',
    limit: 'integer',
    cursor: 'text',
    max_age: 'integer',
    timeout_ms: 'integer',
    ...LIST_COERCIONS,
  } as const;

  @ApiPropertyOptional({ description: 'Alias of a project, or `*` for all that you may see.' })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({ type: [String], description: 'Part of the name, case ignored.' })
  @IsOptional()
  @IsTexts(256)
  name?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Private or public address, whole.' })
  @IsOptional()
  @IsTexts(128)
  ip?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Id or whole name of a server group.' })
  @IsOptional()
  @IsTexts(128)
  group?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: '`linux`, `windows`, or part of the name of the operating system.',
  })
  @IsOptional()
  @IsTexts(64)
  os?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'installed, not_installed, online, offline, install_failed, installing, not_online.',
  })
  @IsOptional()
  @IsSomeOf(['installed', 'not_installed', 'online', 'offline', 'install_failed', 'installing', 'not_online'])
  agent_status?: string[];

  @ApiPropertyOptional({ type: [String], description: 'closed, opened, protection_exception.' })
  @IsOptional()
  @IsSomeOf(['closed', 'opened', 'protection_exception'])
  protect_status?: string[];

  @ApiPropertyOptional({ type: [String], description: 'ACTIVE, SHUTOFF, BUILDING, ERROR.' })
  @IsOptional()
  @IsSomeOf(['ACTIVE', 'SHUTOFF', 'BUILDING', 'ERROR'])
  status?: string[];

  @ApiPropertyOptional({ type: [String], description: 'A label of the server, whole.' })
  @IsOptional()
  @IsTexts(64)
  tag?: string[];

  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: 100, type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 86_400,
    type: 'integer',
    description: 'Seconds the list may be old; 0 asks upstream.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  max_age?: number;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;

  @FormatParam()
  format?: AnswerFormat;

  @FieldsParam(HOST_MEMBERS)
  fields?: string | string[];
}

/** Query string of `GET /v1/hosts/{host_id}`. */
export class HostScopeParamsDto {
  static readonly coercions: Readonly<Record<string, Coercion>> = {
    project: 'text',
    enterprise_project_id: 'text',
    max_age: 'integer',
    timeout_ms: 'integer',
  };

  @ApiPropertyOptional({ description: 'Alias of a project, or `*` for all that you may see.' })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 86_400,
    type: 'integer',
    description: 'Seconds the list may be old; 0 asks upstream.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  max_age?: number;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;
}

/** Query string of `GET /v1/host-groups`. */
export class HostGroupParamsDto extends HostScopeParamsDto {
  static override readonly coercions = { ...HostScopeParamsDto.coercions, ...LIST_COERCIONS } as const;

  @FormatParam()
  format?: AnswerFormat;

  @FieldsParam(GROUP_MEMBERS)
  fields?: string | string[];
}
