import type { ExportedType } from '../../fleet/assets/row.js';
import { hostFilters, type FilterSpec } from '../asset-filter.js';

const BY_ID: FilterSpec = { name: 'host_id' };
const CHOICE = hostFilters('choice');
const FILE: readonly FilterSpec[] = [{ name: 'file_name', match: 'choice' }, ...CHOICE];
const WEB_SOFTWARE: readonly FilterSpec[] = [
  BY_ID,
  ...CHOICE,
  { name: 'name', match: 'choice' },
  { name: 'version', match: 'choice' },
  { name: 'install_dir', field: 'install_path', match: 'choice' },
];

/**
 * Filters of `search_param`: those of the list that matches the type, and `port_string` from the vendor's example. All other
 * names are ignored (choice), also a server's id for ports and processes.
 */
export const SEARCHES: Readonly<Record<ExportedType, readonly FilterSpec[]>> = {
  users: [
    BY_ID,
    ...hostFilters('choice', 'private_ip'),
    { name: 'user_name', match: 'choice' },
    { name: 'login_permission', as: 'flag' },
    { name: 'root_permission', as: 'flag' },
    { name: 'user_group', field: 'user_group_name', match: 'choice' },
  ],
  auto_launch: [BY_ID, ...CHOICE, { name: 'name', match: 'choice' }, { name: 'type' }],
  database: WEB_SOFTWARE,
  web_cms: WEB_SOFTWARE,
  web_service: WEB_SOFTWARE,
  jar_package: FILE,
  port: [
    ...hostFilters('part'),
    { name: 'port' },
    { name: 'port_string', field: 'port', match: 'part' },
    { name: 'type' },
    { name: 'status' },
  ],
  process: [...hostFilters('part'), { name: 'path', field: 'process_path' }],
  web_framework: FILE,
  web_site: [{ name: 'domain', match: 'choice' }, ...CHOICE],
  app: [
    BY_ID,
    ...CHOICE,
    { name: 'app_name', match: 'choice' },
    { name: 'version', match: 'choice' },
    { name: 'install_dir', match: 'choice' },
  ],
  kernel_module: [{ name: 'name' }, ...CHOICE],
};
