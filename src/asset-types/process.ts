import { ApiProperty } from '@nestjs/swagger';
import { processes } from '../upstream/hss/assets/process.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Instant, Text, Whole } from './row-members.js';

/** One process of one server. */
export class ProcessRow extends BoxedRowMembers {
  @Text('Executable.')
  process_path!: string | null;

  @Whole('Process id.')
  pid!: number | null;

  @Text('Command line.')
  arguments!: string | null;

  @Instant('When it was started.')
  started_at!: string | null;

  @Text('Permissions of the executable.')
  file_mode!: string | null;

  @Text('SHA-256 of the executable.')
  hash!: string | null;
}

// Written over what every row has: a class cannot declare a member of its base again.
ApiProperty({
  type: 'string',
  nullable: true,
  maxLength: 128,
  description:
    'Null where several servers share name and address: the vendor names the server of a process by these alone.',
})(ProcessRow.prototype, 'host_id');
Text('Name of the host, as the row itself says.')(ProcessRow.prototype, 'host_name');
Text('Private address of the host, as the row itself says.')(ProcessRow.prototype, 'host_ip');

export const process = define<ProcessRow>({
  descriptor: processes,
  row: ProcessRow,
  title: 'Processes',
  plural: 'Processes',
  order: ['pid', 'container_id', 'started_at', 'process_path'],
  filters: {
    process_path: contains('Executable'),
    arguments: contains('Command line'),
    hash: oneOf('SHA-256 of the executable'),
  },
  sorts: ['process_path', 'pid', 'started_at'],
});
