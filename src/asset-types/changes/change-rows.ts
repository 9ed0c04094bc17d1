import { ApiProperty } from '@nestjs/swagger';
import { AUTO_LAUNCH_KINDS, type AutoLaunchKind } from '../../upstream/hss/assets/auto-launch.js';
import { CHANGE_KINDS, type ChangeKind } from '../../upstream/hss/assets/changes.js';
import type { LocatedRow } from '../../upstream/hss/assets/members.js';
import { PortRow, STATUSES } from '../port/port-row.js';
import { Flag, Instant, Text, Whole } from '../row-members.js';
import { rowOfBoth } from '../row-schema.js';

/** Members of every change. */
export class ChangeRow {
  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null when the vendor does not say.' })
  host_id!: string | null;

  @Text('Name of the host.')
  host_name!: string | null;

  @Text('Private address of the host.')
  host_ip!: string | null;

  @ApiProperty({ enum: CHANGE_KINDS, description: '`other` for a kind that the vendor adds later.' })
  change!: ChangeKind;

  @ApiProperty({ format: 'date-time', description: 'When the change was seen.' })
  seen_at!: string;
}

/** Members that are decoded for every change. */
export type ChangeMembers = Pick<ChangeRow, 'change' | 'seen_at'>;

/**
 * One socket that opened, closed, or changed its risk level or its process. A process that restarted on the same port is
 * no change.
 */
export class PortChangeRow extends rowOfBoth(ChangeRow, PortRow) {
  @ApiProperty({
    enum: [...STATUSES, null],
    type: 'string',
    nullable: true,
    description: 'Risk level before; null when added.',
  })
  status_before!: PortRow['status'] | null;

  @Text('Executable before.')
  process_path_before!: string | null;
}

/** One change of an account. */
export class UserChangeRow extends ChangeRow {
  @Text('Name of the account.')
  user_name!: string | null;

  @Flag('Whether it may log in.')
  can_login!: boolean | null;

  @Flag('Whether it has the rights of an administrator.')
  is_root!: boolean | null;

  @Text('Name of its group.')
  group_name!: string | null;

  @Text('Home directory.')
  home_dir!: string | null;

  @Text('Login shell.')
  shell!: string | null;

  @Instant('When the account expires.')
  expires_at!: string | null;
}

/** One change of an auto-start item. */
export class AutoLaunchChangeRow extends ChangeRow {
  @Text('Name of the item.')
  name!: string | null;

  @ApiProperty({ enum: [...AUTO_LAUNCH_KINDS, 'other'], description: 'What starts it.' })
  kind!: AutoLaunchKind;

  @Whole("The vendor's number of the kind.")
  kind_code!: number | null;

  @Text('Path of the item.')
  path!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Text('User that it runs as.')
  run_user!: string | null;
}

/** One change of software. */
export class AppChangeRow extends ChangeRow {
  @Text('Name of the software.')
  app_name!: string | null;

  @Text('Version.')
  version!: string | null;

  @Instant('When the software was updated.')
  updated_at!: string | null;
}

/** Makes the row of a decoded change. */
export function changeRow(
  project: string,
  { hostId, hostName, hostIp, members }: LocatedRow<ChangeMembers>,
): ChangeRow {
  return { project, host_id: hostId, host_name: hostName, host_ip: hostIp, ...members };
}
