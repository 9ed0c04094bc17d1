import { webFrameworks } from '../upstream/hss/assets/web-framework.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text, Whole } from './row-members.js';

/** One web framework of one server. */
export class WebFrameworkRow extends BoxedRowMembers {
  @Text('Name of the file.')
  file_name!: string | null;

  @Text('Name without version and suffix.')
  name!: string | null;

  @Text('Category.')
  package_category!: string | null;

  @Text('What kind of package: jar, python, npm.')
  file_type!: string | null;

  @Text('Version.')
  version!: string | null;

  @Text('Path of the file.')
  path!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Whole('Group id of the owner.')
  gid!: number | null;

  @Text('Permissions of the file.')
  file_mode!: string | null;

  @Whole('Id of the process that uses it.')
  pid!: number | null;

  @Text('Executable of that process.')
  process_path!: string | null;

  @Flag('Whether it lies in an archive. Null when hosts were read one by one.')
  is_embedded!: boolean | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;
}

export const webFramework = define<WebFrameworkRow>({
  descriptor: webFrameworks,
  row: WebFrameworkRow,
  title: 'Web frameworks',
  plural: 'WebFrameworks',
  order: ['file_name', 'version', 'container_id', 'pid', 'path'],
  filters: {
    file_name: contains('Name of the file'),
    name: contains('Name without version and suffix'),
    file_type: oneOf('What kind of package'),
    version: oneOf('Version'),
    path: contains('Path of the file'),
  },
  sorts: ['file_name', 'name', 'version', 'scanned_at'],
});
