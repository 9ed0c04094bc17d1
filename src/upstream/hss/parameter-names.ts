/** Parameters of the vendor's lists that callers of this service know by another name: the vendor's name, then ours. */
export const LIST_PARAMETERS: Readonly<Record<string, string>> = {
  offset: 'cursor',
  host_id: 'host_ids',
  private_ip: 'host_ip',
  sort_key: 'sort',
  sort_dir: 'sort',
};

/** The same of the vendor's change histories. */
export const CHANGE_PARAMETERS: Readonly<Record<string, string>> = {
  ...LIST_PARAMETERS,
  start_time: 'since',
  end_time: 'until',
  change_type: 'change',
  variation_type: 'change',
};

/** The same of the vendor's list of servers. */
export const HOST_PARAMETERS: Readonly<Record<string, string>> = {
  offset: 'cursor',
  host_name: 'name',
  ip_addr: 'ip',
  private_ip: 'ip',
  public_ip: 'ip',
  group_id: 'group',
  group_name: 'group',
  os_type: 'os',
  host_status: 'status',
  label: 'tag',
};
