import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { FailureDto } from '../query/answer.js';
import { IsSomeOf, IsTexts } from '../query/input-rules.js';

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
}

/** Query string of `GET /v1/hosts/{host_id}` and `GET /v1/host-groups`. */
export class HostScopeParamsDto {
  static readonly coercions = {
    project: 'text',
    enterprise_project_id: 'text',
    max_age: 'integer',
    timeout_ms: 'integer',
  } as const;

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

const nullableText = { type: 'string', nullable: true } as const;

/** One server. */
export class HostRow {
  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty()
  host_id!: string;

  @ApiProperty(nullableText)
  host_name!: string | null;

  @ApiProperty({ ...nullableText, description: 'Private address.' })
  host_ip!: string | null;

  @ApiProperty(nullableText)
  public_ip!: string | null;

  @ApiProperty({
    ...nullableText,
    description: 'installed, not_installed, online, offline, install_failed, installing; the set may grow.',
  })
  agent_status!: string | null;

  @ApiProperty(nullableText)
  agent_id!: string | null;

  @ApiProperty({ ...nullableText, description: 'closed, opened, protection_exception; the set may grow.' })
  protect_status!: string | null;

  @ApiProperty({ ...nullableText, description: 'Edition that protects the server.' })
  edition!: string | null;

  @ApiProperty({
    ...nullableText,
    description: 'Power state: ACTIVE, SHUTOFF, BUILDING, ERROR; the set may grow.',
  })
  status!: string | null;

  @ApiProperty({ ...nullableText, description: 'Linux or Windows; the set may grow.' })
  os_type!: string | null;

  @ApiProperty(nullableText)
  os_name!: string | null;

  @ApiProperty(nullableText)
  os_version!: string | null;

  @ApiProperty({ ...nullableText, description: 'undetected, clean, risk, scanning; the set may grow.' })
  detect_result!: string | null;

  @ApiProperty(nullableText)
  group_id!: string | null;

  @ApiProperty(nullableText)
  group_name!: string | null;

  @ApiProperty(nullableText)
  enterprise_project_id!: string | null;

  @ApiProperty(nullableText)
  enterprise_project_name!: string | null;

  @ApiProperty({ ...nullableText, description: 'important, common, test; the set may grow.' })
  asset_value!: string | null;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: 'Whether the server stands outside the cloud.',
  })
  outside!: boolean | null;

  @ApiProperty(nullableText)
  vpc_id!: string | null;

  @ApiProperty({ ...nullableText, format: 'date-time', description: 'Last change of the agent state.' })
  agent_changed_at!: string | null;
}

/** One server group. */
export class HostGroupRow {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  group_id!: string;

  @ApiProperty(nullableText)
  group_name!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  hosts!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  risk_hosts!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  unprotected_hosts!: number;

  @ApiProperty({ type: [String] })
  host_ids!: string[];

  @ApiProperty({ type: 'boolean', nullable: true })
  outside!: boolean | null;
}

export class ListSummaryDto {
  @ApiProperty({ description: 'False when `failures` has entries.' })
  complete!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Matches in all, over all pages.' })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows on this page.' })
  items!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ format: 'date-time', description: 'When the oldest list was read upstream.' })
  as_of!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}

class ListOutlineDto {
  @ApiProperty({ type: [FailureDto], description: 'Projects that could not be listed (`host_id` is `*`).' })
  failures!: FailureDto[];

  @ApiProperty()
  complete!: boolean;

  @ApiProperty({ type: 'string', nullable: true, description: 'Opaque; null after the last page.' })
  next_cursor!: string | null;

  @ApiProperty({ type: ListSummaryDto })
  summary!: ListSummaryDto;
}

export class HostPageDto extends ListOutlineDto {
  @ApiProperty({ type: [HostRow] })
  items!: HostRow[];
}

export class HostGroupPageDto extends ListOutlineDto {
  @ApiProperty({ type: [HostGroupRow] })
  items!: HostGroupRow[];
}
