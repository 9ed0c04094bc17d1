import { ApiProperty } from '@nestjs/swagger';
import { autoLaunches, type HssAutoLaunch } from '../upstream/hss/assets/auto-launch.js';
import { define } from './define.js';
import { part, some } from './row-filter.js';
import { HostRowMembers, Instant, Text, Whole } from './row-members.js';

/** What the vendor's numbers stand for. */
export const AUTO_LAUNCH_KINDS = [
  'service',
  'scheduled_task',
  'preloaded_library',
  'run_key',
  'startup_folder',
] as const;
export type AutoLaunchKind = (typeof AUTO_LAUNCH_KINDS)[number] | 'other';

/** The number as a word; `other` for one the vendor adds some day. */
export function autoLaunchKind(type: number | null): AutoLaunchKind {
  return (type === null ? undefined : AUTO_LAUNCH_KINDS[type]) ?? 'other';
}

/** One thing that one server starts by itself. */
export class AutoLaunchRow extends HostRowMembers {
  @Text('Name of the item.')
  name!: string | null;

  @Whole(
    "The vendor's number of the kind: 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder.",
  )
  type!: number | null;

  @ApiProperty({ enum: [...AUTO_LAUNCH_KINDS, 'other'], description: 'The kind as a word.' })
  kind!: AutoLaunchKind;

  @Text('Path of the item.')
  path!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Text('User that it runs as.')
  run_user!: string | null;

  @Instant('When it was last seen.')
  recent_scan_time!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

export const autoLaunch = define<AutoLaunchRow, HssAutoLaunch>({
  descriptor: autoLaunches,
  row: AutoLaunchRow,
  title: 'Auto-start items',
  rowOf: (project, hostId, item) => ({
    project,
    host_id: hostId,
    name: item.name,
    type: item.type,
    kind: autoLaunchKind(item.type),
    path: item.path,
    hash: item.hash,
    run_user: item.runUser,
    recent_scan_time: item.recentScanTime,
    agent_id: item.agentId,
  }),
  order: ['type', 'name', 'path', 'run_user'],
  filters: {
    name: part('Name of the item'),
    kind: some('Kind', [...AUTO_LAUNCH_KINDS, 'other']),
    path: part('Path of the item'),
    run_user: some('User that it runs as'),
  },
  sorts: ['name', 'type', 'recent_scan_time'],
});
