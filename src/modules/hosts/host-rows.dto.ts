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
    description:
      'installed, not_installed, online, offline, install_failed, installing; more values may be added.',
  })
  agent_status!: string | null;

  @ApiProperty(nullableText)
  agent_id!: string | null;

  @ApiProperty({
    ...nullableText,
    description: 'closed, opened, protection_exception; more values may be added.',
  })
  protect_status!: string | null;

  @ApiProperty({ ...nullableText, description: 'Edition of HSS that protects the server.' })
  edition!: string | null;

  @ApiProperty({
    ...nullableText,
    description: 'Power state: ACTIVE, SHUTOFF, BUILDING, ERROR; more values may be added.',
  })
  status!: string | null;

  @ApiProperty({ ...nullableText, description: 'Linux or Windows; more values may be added.' })
  os_type!: string | null;

  @ApiProperty(nullableText)
  os_name!: string | null;

  @ApiProperty(nullableText)
  os_version!: string | null;

  @ApiProperty({
    ...nullableText,
    description: 'undetected, clean, risk, scanning; more values may be added.',
  })
  detect_result!: string | null;

  @ApiProperty(nullableText)
  group_id!: string | null;

  @ApiProperty(nullableText)
  group_name!: string | null;

  @ApiProperty(nullableText)
  enterprise_project_id!: string | null;

  @ApiProperty(nullableText)
  enterprise_project_name!: string | null;

  @ApiProperty({ ...nullableText, description: 'important, common, test; more values may be added.' })
  asset_value!: string | null;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: 'Whether the server is outside the cloud.',
  })
  is_outside_cloud!: boolean | null;

  @ApiProperty(nullableText)
  vpc_id!: string | null;

  @ApiProperty({
    ...nullableText,
    format: 'date-time',
    description: 'When the state of the agent changed last.',
  })
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

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: 'Whether its servers are outside the cloud.',
  })
  is_outside_cloud!: boolean | null;
}
