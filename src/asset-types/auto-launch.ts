import { ApiProperty } from '@nestjs/swagger';
import { AUTO_LAUNCH_KINDS, autoLaunches, type AutoLaunchKind } from '../upstream/hss/assets/auto-launch.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { HostRowMembers, Instant, Text, Whole } from './row-members.js';

/** One thing that one server starts by itself. */
export class AutoLaunchRow extends HostRowMembers {
  @Text('Name of the item.')
  name!: string | null;

  @ApiProperty({ enum: [...AUTO_LAUNCH_KINDS, 'other'], description: 'What starts it.' })
  kind!: AutoLaunchKind;

  @Whole(
    "The vendor's number of the kind: 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder.",
  )
  kind_code!: number | null;

  @Text('Path of the item.')
  path!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Text('User that it runs as.')
  run_user!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

export const autoLaunch = define<AutoLaunchRow>({
  descriptor: autoLaunches,
  row: AutoLaunchRow,
  title: 'Auto-start items',
  plural: 'AutoLaunchItems',
  order: ['kind_code', 'name', 'path', 'run_user'],
  filters: {
    name: contains('Name of the item'),
    kind: oneOf('Kind', [...AUTO_LAUNCH_KINDS, 'other']),
    path: contains('Path of the item'),
    run_user: oneOf('User that it runs as'),
  },
  sorts: ['name', 'kind_code', 'scanned_at'],
});
