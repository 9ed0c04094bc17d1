import { jarPackages } from '../upstream/hss/assets/jar-package.js';
import { define } from './define.js';
import { contains, oneOf } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text, Whole } from './row-members.js';

/** The list of one server lacks some members. */
const ONLY_FLEET = 'Null when hosts were read one by one.';

/** One middleware package of one server. */
export class JarPackageRow extends BoxedRowMembers {
  @Text('Name of the file.')
  file_name!: string | null;

  @Text(`Name without version and suffix. ${ONLY_FLEET}`)
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

  @Whole(`Size of the file. ${ONLY_FLEET}`)
  size_bytes!: number | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Whole(`Group id of the owner. ${ONLY_FLEET}`)
  gid!: number | null;

  @Text('Permissions of the file.')
  file_mode!: string | null;

  @Whole('Id of the process that uses it.')
  pid!: number | null;

  @Text('Executable of that process.')
  process_path!: string | null;

  @Text(`Package that it lies in. ${ONLY_FLEET}`)
  package_path!: string | null;

  @Flag(`Whether it lies in another package. ${ONLY_FLEET}`)
  is_embedded!: boolean | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;
}

export const jarPackage = define<JarPackageRow>({
  descriptor: jarPackages,
  row: JarPackageRow,
  title: 'Middleware packages',
  plural: 'JarPackages',
  order: ['file_name', 'version', 'container_id', 'pid', 'path'],
  filters: {
    file_name: contains('Name of the file'),
    file_type: oneOf('What kind of package'),
    package_category: oneOf('Category'),
    version: oneOf('Version'),
    path: contains('Path of the file'),
    hash: oneOf('SHA-256 of the file'),
  },
  sorts: ['file_name', 'version', 'scanned_at'],
});
