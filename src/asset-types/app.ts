import { apps } from '../upstream/hss/assets/app.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Instant, Text } from './row-members.js';

/** One piece of software of one server, or of one container on it. */
export class AppRow extends BoxedRowMembers {
  @Text('Name of the software.')
  app_name!: string | null;

  @Text('Version.')
  version!: string | null;

  @Text('Where it is installed.')
  install_path!: string | null;

  @Instant('When it was last updated.')
  updated_at!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

export const app = define<AppRow>({
  descriptor: apps,
  row: AppRow,
  title: 'Software',
  plural: 'Apps',
  order: ['app_name', 'version', 'container_id', 'install_path'],
  filters: {
    app_name: contains('Name of the software'),
    version: oneOf('Version'),
    install_path: contains('Where it is installed'),
  },
  sorts: ['app_name', 'version', 'updated_at', 'scanned_at'],
});
