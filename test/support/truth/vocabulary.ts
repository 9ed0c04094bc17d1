/** What Portolan calls members of the vendor's rows: a second reading of the contract, apart from the decoders. */
const OURS: Readonly<Record<string, string>> = {
  proc_path: 'process_path',
  process_pid: 'pid',
  bind_addr: 'listen_address',
  install_dir: 'install_path',
  launch_params: 'arguments',
  run_permission: 'file_mode',
  mode: 'file_mode',
  size: 'size_bytes',
  srcversion: 'source_version',
  desc: 'description',
  catalogue: 'package_category',
  login_permission: 'can_login',
  root_permission: 'is_root',
  user_group_name: 'group_name',
  user_home_dir: 'home_dir',
  cert_user: 'cert_subject',
  recent_scan_time: 'scanned_at',
  record_time: 'scanned_at',
  first_scan_time: 'first_seen_at',
  update_time: 'updated_at',
  launch_time: 'started_at',
  startup_time: 'started_at',
  cmdline: 'arguments',
  ppid: 'parent_pid',
  latest_scan_time: 'scanned_at',
  net_info: 'sockets',
  mtime: 'modified_at',
  atime: 'accessed_at',
  cert_issue_time: 'cert_issued_at',
  cert_expired_time: 'cert_expires_at',
  expire_time: 'expires_at',
};

/** Names of the vendor that no row of Portolan may have. */
export const VENDOR_ONLY = [...Object.keys(OURS), 'ctime', 'laddr', 'private_ip'];

/** Returns what Portolan calls a member of the vendor's rows of a type. */
export function ourName(type: string, vendorName: string): string {
  if (vendorName === 'type' && type === 'auto_launch') return 'kind_code';
  if (type === 'ai_component' && vendorName === 'type') return 'application_type';
  if (type === 'ai_component' && vendorName === 'user') return 'run_user';
  // The vendor explains it as the creation of a module's file, and as the last change of the status of other files.
  if (vendorName === 'ctime') return type === 'kernel_module' ? 'created_at' : 'status_changed_at';
  return OURS[vendorName] ?? vendorName;
}
