import { ApiProperty } from '@nestjs/swagger';

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
