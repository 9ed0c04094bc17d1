import { aiComponents } from '../upstream/hss/assets/ai-component.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Instant, Text, Whole } from './row-members.js';

/** One AI application or tool of one server, or of one container on it. */
export class AiComponentRow extends BoxedRowMembers {
  @Text('Name of the application.')
  ai_application!: string | null;

  @Text('Name of the tool.')
  ai_tool!: string | null;

  @Text("The vendor's word for its kind.")
  application_type!: string | null;

  @Text('Version.')
  version!: string | null;

  @Text('Where it was started.')
  startup_path!: string | null;

  @Text('Where it is installed.')
  install_path!: string | null;

  @Text('Command line.')
  arguments!: string | null;

  @Text('Its sockets, such as `tcp 0.0.0.0:11434 listening`, separated by `; `.')
  sockets!: string | null;

  @Text('User that it runs as.')
  run_user!: string | null;

  @Whole('Process id.')
  pid!: number | null;

  @Whole('Id of the parent process.')
  parent_pid!: number | null;

  @Instant('When it was started.')
  started_at!: string | null;

  @Instant('When the agent first saw it.')
  first_seen_at!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;
}

export const aiComponent = define<AiComponentRow>({
  descriptor: aiComponents,
  row: AiComponentRow,
  title: 'AI applications and tools',
  plural: 'AiComponents',
  order: ['ai_application', 'ai_tool', 'version', 'container_id', 'pid', 'install_path'],
  filters: {
    ai_application: contains('Name of the application'),
    ai_tool: contains('Name of the tool'),
    version: oneOf('Version'),
    install_path: contains('Where it is installed'),
  },
  sorts: ['ai_application', 'ai_tool', 'version', 'scanned_at'],
});
