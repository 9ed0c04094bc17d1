import { ApiProperty } from '@nestjs/swagger';
import type {
  ChangeKind,
  HssAccountChange,
  HssAppChange,
  HssAutoLaunchChange,
} from '../../upstream/hss/assets/changes.js';
import { AUTO_LAUNCH_KINDS, autoLaunchKind, type AutoLaunchKind } from '../auto-launch.js';
import { Flag, Instant, Text, Whole } from '../row-members.js';

export const CHANGE_KINDS = ['add', 'delete', 'modify', 'other'] as const;

/** What every change says. */
export class ChangeRow {
  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null when the vendor does not say.' })
  host_id!: string | null;

  @Text('Name of the host.')
  host_name!: string | null;

  @Text('Private address of the host.')
  host_ip!: string | null;

  @ApiProperty({ enum: CHANGE_KINDS, description: '`other` for a kind the vendor adds some day.' })
  change!: ChangeKind;

  @ApiProperty({ format: 'date-time', description: 'When the change was seen.' })
  seen_at!: string;
}

/** One change of an account. */
export class UserChangeRow extends ChangeRow {
  @Text('Name of the account.')
  user_name!: string | null;

  @Flag('Whether it may log in.')
  login_permission!: boolean | null;

  @Flag('Whether it has the rights of an administrator.')
  root_permission!: boolean | null;

  @Text('Name of its group.')
  user_group_name!: string | null;

  @Text('Home directory.')
  user_home_dir!: string | null;

  @Text('Login shell.')
  shell!: string | null;

  @Instant('When the account expires.')
  expire_time!: string | null;
}

/** One change of an auto-start item. */
export class AutoLaunchChangeRow extends ChangeRow {
  @Text('Name of the item.')
  name!: string | null;

  @Whole("The vendor's number of the kind.")
  type!: number | null;

  @ApiProperty({ enum: [...AUTO_LAUNCH_KINDS, 'other'], description: 'The kind as a word.' })
  kind!: AutoLaunchKind;

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
  update_time!: string | null;
}

export function userChange(project: string, change: HssAccountChange): UserChangeRow {
  return {
    ...common(project, change),
    user_name: change.userName,
    login_permission: change.loginPermission,
    root_permission: change.rootPermission,
    user_group_name: change.userGroupName,
    user_home_dir: change.userHomeDir,
    shell: change.shell,
    expire_time: change.expireTime,
  };
}

export function autoLaunchChange(project: string, change: HssAutoLaunchChange): AutoLaunchChangeRow {
  return {
    ...common(project, change),
    name: change.name,
    type: change.type,
    kind: autoLaunchKind(change.type),
    path: change.path,
    hash: change.hash,
    run_user: change.runUser,
  };
}

export function appChange(project: string, change: HssAppChange): AppChangeRow {
  return {
    ...common(project, change),
    app_name: change.appName,
    version: change.version,
    update_time: change.updateTime,
  };
}

function common(
  project: string,
  { hostId, hostName, hostIp, change, seenAt }: HssAccountChange | HssAutoLaunchChange | HssAppChange,
): ChangeRow {
  return { project, host_id: hostId, host_name: hostName, host_ip: hostIp, change, seen_at: seenAt };
}
