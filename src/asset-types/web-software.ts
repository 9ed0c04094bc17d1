import type { AssetDescriptor } from '../upstream/hss/assets/descriptor.js';
import { define, type MembersOf } from './define.js';
import type { AssetDefinition } from './definition.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Instant, Text, Whole } from './row-members.js';

/** One database, web application or web service of one server. */
export class WebSoftwareRow extends BoxedRowMembers {
  @Text('Name of the software.')
  name!: string | null;

  @Text('Version.')
  version!: string | null;

  @Text('Where it is installed.')
  install_path!: string | null;

  @Text('Its configuration.')
  config_path!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Whole('Group id of the owner.')
  gid!: number | null;

  @Text('Permissions of the file.')
  file_mode!: string | null;

  @Whole('Process id.')
  pid!: number | null;

  @Text('Executable of the process.')
  process_path!: string | null;

  @Instant('When the status of the file changed last: owner, permissions or content.')
  status_changed_at!: string | null;

  @Instant('When the content of the file changed last.')
  modified_at!: string | null;

  @Instant('When the file was read last.')
  accessed_at!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

/** The three kinds differ in how the vendor reaches them and in what callers call them. */
export function webSoftware<Row extends WebSoftwareRow>(
  descriptor: AssetDescriptor<MembersOf<WebSoftwareRow>>,
  row: new () => Row,
  names: { readonly title: string; readonly plural: string },
): AssetDefinition<WebSoftwareRow> {
  return define<WebSoftwareRow>({
    descriptor,
    row,
    ...names,
    order: ['name', 'version', 'container_id', 'pid', 'install_path', 'config_path'],
    filters: {
      name: contains('Name of the software'),
      version: oneOf('Version'),
      install_path: contains('Where it is installed'),
    },
    sorts: ['name', 'version', 'scanned_at'],
  });
}
