import type { ExportedType } from '../../fleet/assets/row.js';

const BOX = ['container_id', 'container_name'];
const WEB_SOFTWARE = [
  'name', 'version', 'install_path', 'config_path', 'uid', 'mode', 'pid', 'proc_path', 'record_time', ...BOX,
]; // prettier-ignore

/** Columns of every type. */
export const COMMON_COLUMNS: readonly string[] = ['host_name', 'host_ip'];

/** Columns that an export of each type accepts (source: vendor's export reference). */
export const EXPORT_COLUMNS: Readonly<Record<ExportedType, readonly string[]>> = {
  users: [
    'user_name', 'login_permission', 'root_permission', 'user_group_name', 'user_home_dir', 'shell',
    'recent_scan_time', 'first_scan_time', ...BOX,
  ], // prettier-ignore
  auto_launch: ['name', 'type', 'path', 'hash', 'run_user', 'recent_scan_time', ...BOX],
  database: WEB_SOFTWARE,
  web_cms: WEB_SOFTWARE,
  web_service: WEB_SOFTWARE,
  jar_package: [
    'name', 'file_name', 'catalogue', 'file_type', 'version', 'path', 'hash', 'uid', 'gid', 'mode', 'pid',
    'proc_path', 'is_embedded', 'package_path', 'record_time', ...BOX,
  ], // prettier-ignore
  port: ['port_status', 'port', 'type', 'pid', 'path', 'laddr', ...BOX],
  process: [
    'process_path', 'launch_params', 'launch_time', 'user_name', 'run_permission', 'process_pid', 'hash', ...BOX,
  ], // prettier-ignore
  web_framework: [
    'name', 'file_name', 'catalogue', 'file_type', 'version', 'path', 'hash', 'uid', 'gid', 'mode', 'pid',
    'proc_path', 'record_time', ...BOX,
  ], // prettier-ignore
  web_site: [
    'domain', 'port', 'url_path', 'path', 'mode', 'uid', 'record_time', 'is_https', 'pid', 'cert_issuer',
    'cert_user', 'cert_issue_time', 'cert_expired_time', ...BOX,
  ], // prettier-ignore
  app: ['app_name', 'version', 'update_time', 'recent_scan_time', ...BOX],
  kernel_module: [
    'name', 'version', 'srcversion', 'desc', 'path', 'size', 'mode', 'uid', 'ctime', 'mtime', 'hash', 'record_time',
  ], // prettier-ignore
};

/** Types that can be exported. */
export const EXPORTED_TYPES = Object.keys(EXPORT_COLUMNS) as ExportedType[];
