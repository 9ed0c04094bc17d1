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
  ip_addr: 'host_ip',
  private_ip: 'host_ip',
  public_ip: 'host_ip',
  group_id: 'host_group',
  group_name: 'host_group',
  os_type: 'host_os',
  agent_status: 'host_agent_status',
  protect_status: 'host_protect_status',
  label: 'host_tag',
};
