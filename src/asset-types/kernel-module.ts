import { kernelModules } from '../upstream/hss/assets/kernel-module.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { HostRowMembers, Instant, Text, Whole } from './row-members.js';

/** One kernel module of one server. */
export class KernelModuleRow extends HostRowMembers {
  @Text('Name of the module.')
  name!: string | null;

  @Text('Name of the file.')
  file_name!: string | null;

  @Text('Version.')
  version!: string | null;

  @Text('Version of the source.')
  source_version!: string | null;

  @Text('Path of the file.')
  path!: string | null;

  @Whole('Size of the file.')
  size_bytes!: number | null;

  @Text('Permissions of the file.')
  file_mode!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Instant('When the file was created.')
  created_at!: string | null;

  @Instant('When the file was changed.')
  modified_at!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Text('What the module says of itself.')
  description!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;
}

export const kernelModule = define<KernelModuleRow>({
  descriptor: kernelModules,
  row: KernelModuleRow,
  title: 'Kernel modules',
  plural: 'KernelModules',
  order: ['name', 'version', 'source_version', 'path'],
  filters: {
    name: contains('Name of the module'),
    version: oneOf('Version'),
    path: contains('Path of the file'),
    hash: oneOf('SHA-256 of the file'),
  },
  sorts: ['name', 'size_bytes', 'scanned_at'],
});
