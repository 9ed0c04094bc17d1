/** The twelve asset types by the names that exports use. */
export const EXPORT_TYPES = [
  'users',
  'auto_launch',
  'database',
  'web_cms',
  'web_service',
  'jar_package',
  'port',
  'process',
  'web_framework',
  'web_site',
  'app',
  'kernel_module',
] as const;
export type ExportType = (typeof EXPORT_TYPES)[number];

/** Returns whether the vendor exports a type. */
export function isExportType(type: string): type is ExportType {
  return (EXPORT_TYPES as readonly string[]).includes(type);
}

/** The kind of a column's cells: `instant` is 13-digit Unix milliseconds in the file, `risk` a port's status. */
export type ColumnKind = 'text' | 'integer' | 'flag' | 'instant' | 'risk';

/** One column that an export can have. */
interface CatalogueColumn {
  readonly field: string;
  /** Its title where the caller names none. */
  readonly title: string;
  readonly kind: ColumnKind;
  /** The vendor uses it in an example but leaves it out of its lists: it may be refused, or come without values. */
  readonly uncertain: boolean;
}

/** One column of one export, in its place. */
export interface ExportColumn {
  readonly field: string;
  readonly title: string;
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  login_permission: 'flag',
  root_permission: 'flag',
  is_https: 'flag',
  is_embedded: 'integer',
  recent_scan_time: 'instant',
  first_scan_time: 'instant',
  record_time: 'instant',
  update_time: 'instant',
  launch_time: 'instant',
  ctime: 'instant',
  mtime: 'instant',
  uid: 'integer',
  gid: 'integer',
  pid: 'integer',
  process_pid: 'integer',
  port: 'integer',
  size: 'integer',
  port_status: 'risk',
};

const BOX = ['container_id', 'container_name'] as const;
const WEB_SOFTWARE = [
  ...['name', 'version', 'install_path', 'config_path', 'uid', 'mode', 'pid', 'proc_path', 'record_time'],
  ...BOX,
] as const;
const PACKAGE = [
  'name',
  'file_name',
  'catalogue',
  'file_type',
  'version',
  'path',
  'hash',
  'uid',
  'gid',
  'mode',
];

/** Source: the vendor's reference of the export call, whose two tables agree. */
const FIELDS: Readonly<Record<ExportType, readonly string[]>> = {
  users: [
    ...['user_name', 'login_permission', 'root_permission', 'user_group_name', 'user_home_dir', 'shell'],
    ...['recent_scan_time', 'first_scan_time', ...BOX],
  ],
  auto_launch: ['name', 'type', 'path', 'hash', 'run_user', 'recent_scan_time', ...BOX],
  database: WEB_SOFTWARE,
  web_cms: WEB_SOFTWARE,
  web_service: WEB_SOFTWARE,
  jar_package: [...PACKAGE, 'pid', 'proc_path', 'is_embedded', 'package_path', 'record_time', ...BOX],
  port: ['port_status', 'port', 'type', 'pid', 'path', 'laddr', ...BOX],
  process: [
    ...['process_path', 'launch_params', 'launch_time', 'user_name', 'run_permission', 'process_pid', 'hash'],
    ...BOX,
  ],
  web_framework: [...PACKAGE, 'pid', 'proc_path', 'record_time', ...BOX],
  web_site: [
    ...['domain', 'port', 'url_path', 'path', 'mode', 'uid', 'record_time', 'is_https', 'pid'],
    ...['cert_issuer', 'cert_user', 'cert_issue_time', 'cert_expired_time', ...BOX],
  ],
  app: ['app_name', 'version', 'update_time', 'recent_scan_time', ...BOX],
  kernel_module: [
    ...['name', 'version', 'srcversion', 'desc', 'path', 'size', 'mode', 'uid', 'ctime', 'mtime', 'hash'],
    'record_time',
  ],
};

/** Titles that the field's name does not give by itself. */
const TITLES: Readonly<Record<string, string>> = {
  host_id: 'Server ID',
  host_name: 'Server name',
  host_ip: 'Server IP',
  laddr: 'Listening address',
  port_status: 'Risk',
  pid: 'Process ID',
  process_pid: 'Process ID',
  proc_path: 'Process path',
  desc: 'Description',
  srcversion: 'Source version',
  ctime: 'Changed',
  mtime: 'Modified',
  uid: 'User ID',
  gid: 'Group ID',
  hash: 'Hash',
  is_https: 'HTTPS',
  is_embedded: 'Embedded',
  url_path: 'URL path',
};

/** Everything an export of the type can hold; host name and address come first, as every type has them. */
export function catalogueOf(type: ExportType): readonly CatalogueColumn[] {
  return CATALOGUES[type];
}

/** The columns of an export that names none: all that are certain. */
export function allColumns(type: ExportType): ExportColumn[] {
  return catalogueOf(type)
    .filter(({ uncertain }) => !uncertain)
    .map(({ field, title }) => ({ field, title }));
}

/** How the cells of a column are read. */
export function kindOf(type: ExportType, field: string): ColumnKind {
  return catalogueOf(type).find((column) => column.field === field)?.kind ?? 'text';
}

const CATALOGUES: Readonly<Record<ExportType, readonly CatalogueColumn[]>> = Object.fromEntries(
  EXPORT_TYPES.map((type) => [
    type,
    ['host_name', 'host_ip', ...FIELDS[type], 'host_id'].map((field) => ({
      field,
      title: TITLES[field] ?? titled(field),
      kind: KINDS[field] ?? (type === 'auto_launch' && field === 'type' ? 'integer' : 'text'),
      uncertain: field === 'host_id',
    })),
  ]),
) as unknown as Record<ExportType, readonly CatalogueColumn[]>;

function titled(field: string): string {
  const words = field.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
