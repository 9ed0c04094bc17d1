import type { HssHost, HssHostGroup } from '../../upstream/hss/hosts.js';
import type { HostGroupRow, HostRow } from './host-rows.dto.js';

/** Makes the public row of a server. */
export function hostRow(project: string, host: HssHost): HostRow {
  return {
    project,
    host_id: host.hostId,
    host_name: host.hostName,
    host_ip: host.privateIp,
    public_ip: host.publicIp,
    agent_status: host.agentStatus,
    agent_id: host.agentId,
    protect_status: host.protectStatus,
    edition: host.version?.replace(/^hss\.version\./, '') ?? null,
    status: host.hostStatus,
    os_type: host.osType,
    os_name: host.osName,
    os_version: host.osVersion,
    detect_result: host.detectResult,
    group_id: host.groupId,
    group_name: host.groupName,
    enterprise_project_id: host.enterpriseProjectId,
    enterprise_project_name: host.enterpriseProjectName,
    asset_value: host.assetValue,
    tags: host.labels,
    is_outside_cloud: host.outsideHost,
    vpc_id: host.vpcId,
    agent_changed_at: host.agentUpdateTime,
  };
}

/** Makes the public row of a server group. */
export function hostGroupRow(project: string, group: HssHostGroup): HostGroupRow {
  return {
    project,
    group_id: group.groupId,
    group_name: group.groupName,
    hosts: group.hosts,
    risk_hosts: group.riskHosts,
    unprotected_hosts: group.unprotectedHosts,
    host_ids: group.hostIds,
    is_outside_cloud: group.outside,
  };
}
