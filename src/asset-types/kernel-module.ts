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
  srcversion!: string | null;

  @Text('Path of the file.')
  path!: string | null;

  @Whole('Size of the file in bytes.')
  size!: number | null;

  @Text('Permissions of the file.')
  mode!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Instant('When the file was created.')
  ctime!: string | null;

  @Instant('When the file was changed.')
  mtime!: string | null;

  @Text('SHA-256 of the file.')
  hash!: string | null;

  @Text('What the module says of itself.')
  desc!: string | null;

  @Instant('When it was last seen.')
  record_time!: string | null;
}

export const kernelModule = define<KernelModuleRow>({
  descriptor: kernelModules,
  row: KernelModuleRow,
  title: 'Kernel modules',
  plural: 'KernelModules',
  order: ['name', 'version', 'srcversion', 'path'],
  filters: {
    name: contains('Name of the module'),
    version: oneOf('Version'),
    path: contains('Path of the file'),
    hash: oneOf('SHA-256 of the file'),
  },
  sorts: ['name', 'size', 'record_time'],
});
