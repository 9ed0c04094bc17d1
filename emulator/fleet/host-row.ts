import { hasAgent, type Host } from './host.js';
import type { HostFacts } from './host-facts.js';

/** Optional members of a server that a caller may request. */
export interface HostRowExtras {
  readonly loginLocations?: boolean;
  readonly runtimes?: boolean;
}

/** What the agent may use of its server; the documents name the members and no values, so these are a choice. */
const AGENT_LIMITS = { mode: 'default', cpu_limit: '', mem_limit: '' };

/** Returns one server as the vendor's list prints it. */
export function hostRow(facts: HostFacts, host: Host, extras: HostRowExtras = {}): Record<string, unknown> {
  const [asset, vulnerability, baseline, intrusion] = facts.risks(host);
  const [created, updated] = facts.agentDates(host);
  const project = facts.enterpriseProject(host);
  const protection = facts.protection(host);
  const cluster = facts.cluster(host);
  const row: Record<string, unknown> = {
    host_name: host.name,
    host_id: host.id,
    agent_id: facts.agentId(host),
    private_ip: host.ip,
    public_ip: facts.publicIp(host),
    enterprise_project_id: project.id,
    enterprise_project_name: project.name,
  };
  if (hasAgent(host)) {
    const system = facts.system(host);
    Object.assign(row, { os_name: system.name, os_version: system.version, kernel_version: system.kernel });
  }
  Object.assign(row, {
    host_status: facts.power(host),
    agent_status: host.agent,
    version: facts.edition(host),
    protect_status: protection,
    os_image: '',
    os_type: facts.osType(host),
    os_bit: '64',
    detect_result: facts.verdict(host),
    expire_time: -1,
    outside_host: facts.outside(host),
    asset,
    vulnerability,
    baseline,
    intrusion,
    asset_value: facts.assetValue(host),
    labels: facts.labels(host),
    agent_create_time: created,
    agent_update_time: updated,
    upgradable: facts.upgradable(host),
    container_type: cluster === undefined ? 0 : 1,
    two_factor_auth: false,
    ...originMembers(facts, host),
    ...agentMembers(host),
  });
  if (host.group >= 0) {
    Object.assign(row, { group_id: facts.groupId(host.group), group_name: facts.groupName(host.group) });
  }
  if (protection !== 'closed') Object.assign(row, protectedMembers(facts, host, created));
  if (facts.keyName(host) !== '') row.key_name = facts.keyName(host);
  if (cluster !== undefined) Object.assign(row, { cluster_id: cluster.id, cluster_name: cluster.name });
  if (extras.loginLocations === true) row.common_login_area_codes = [86, 65];
  if (extras.runtimes === true && cluster !== undefined) {
    row.node_runtime_info = [
      { runtime_type: 'containerd', runtime_version: '1.6.24', storage_driver: ['overlayfs'] },
    ];
  }
  return row;
}

function originMembers(facts: HostFacts, host: Host): Record<string, unknown> {
  const outside = facts.outside(host);
  return {
    host_sources: outside ? 'outside' : 'ecs',
    data_center_tag: outside ? 'branch-office' : '',
    service_provider_name: outside ? 'other' : '',
  };
}

function agentMembers(host: Host): Record<string, unknown> {
  if (hasAgent(host)) return { ...AGENT_LIMITS, auto_open_version: '' };
  switch (host.agent) {
    case 'install_failed':
      return { auto_open_version: '', install_result_code: 'network_access_timeout' };
    case 'installing':
      return { auto_open_version: 'hss.version.basic', install_progress: 40 };
    default:
      return { auto_open_version: '' };
  }
}

function protectedMembers(facts: HostFacts, host: Host, created: number): Record<string, unknown> {
  const policy = facts.policyGroup(host);
  const failure = facts.upgradeFailure(host);
  const interrupted = facts.protection(host) === 'protection_exception';
  return {
    charging_mode: facts.charging(host),
    resource_id: facts.resourceId(host),
    policy_group_id: policy?.id ?? '',
    policy_group_name: policy?.name ?? '',
    agent_version: '3.2.20',
    upgrade_status: failure === undefined ? 'not_upgrade' : 'upgrade_failed',
    ...(failure === undefined ? {} : { upgrade_result_code: failure }),
    open_time: created + 86_400_000,
    protect_interrupt: interrupted,
    interrupt_reason: interrupted ? 'agent offline' : '',
    protect_degradation: false,
    degradation_reason: '',
    ransom_protection_status: facts.edition(host) === 'hss.version.premium' ? 'opened' : 'closed',
    wtp_protect_status: facts.edition(host) === 'hss.version.wtp' ? 'opened' : 'closed',
    vpc_id: facts.vpcId(host),
  };
}
