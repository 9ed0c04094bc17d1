import { flagOf, instantOf, integerOf, textOf, textsOf, unusable, type WireObject } from './decode.js';
import { vendorId } from './vendor-id.js';

/** A server as HSS knows it; members that only the console needs are left out. */
export interface HssHost {
  readonly hostId: string;
  readonly hostName: string | null;
  readonly agentId: string | null;
  readonly agentStatus: string | null;
  readonly privateIp: string | null;
  readonly publicIp: string | null;
  readonly enterpriseProjectId: string | null;
  readonly enterpriseProjectName: string | null;
  readonly osType: string | null;
  readonly osName: string | null;
  readonly osVersion: string | null;
  readonly hostStatus: string | null;
  readonly protectStatus: string | null;
  readonly version: string | null;
  readonly detectResult: string | null;
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly assetValue: string | null;
  readonly labels: string[];
  readonly outsideHost: boolean | null;
  readonly vpcId: string | null;
  readonly agentUpdateTime: string | null;
}

export interface HssHostGroup {
  readonly groupId: string;
  readonly groupName: string | null;
  readonly hosts: number;
  readonly riskHosts: number;
  readonly unprotectedHosts: number;
  readonly hostIds: string[];
  readonly outside: boolean | null;
}

/** Returns the id in a row of `/host-management/hosts`. @throws Fault kind `bad_payload`. */
export function decodeHostId(row: WireObject): string {
  const hostId = textOf(row['host_id'], 'host_id');
  if (hostId === null) throw unusable('host_id', 'is missing');
  return vendorId(hostId);
}

/** Decodes a row of `/host-management/hosts`. @throws Fault kind `bad_payload`. */
export function decodeHost(row: WireObject): HssHost {
  return {
    hostId: decodeHostId(row),
    hostName: textOf(row['host_name'], 'host_name'),
    agentId: textOf(row['agent_id'], 'agent_id'),
    agentStatus: textOf(row['agent_status'], 'agent_status'),
    privateIp: textOf(row['private_ip'], 'private_ip'),
    publicIp: textOf(row['public_ip'], 'public_ip'),
    enterpriseProjectId: textOf(row['enterprise_project_id'], 'enterprise_project_id'),
    enterpriseProjectName: textOf(row['enterprise_project_name'], 'enterprise_project_name'),
    osType: textOf(row['os_type'], 'os_type'),
    osName: textOf(row['os_name'], 'os_name'),
    osVersion: textOf(row['os_version'], 'os_version'),
    hostStatus: textOf(row['host_status'], 'host_status'),
    protectStatus: textOf(row['protect_status'], 'protect_status'),
    version: textOf(row['version'], 'version'),
    detectResult: textOf(row['detect_result'], 'detect_result'),
    groupId: textOf(row['group_id'], 'group_id'),
    groupName: textOf(row['group_name'], 'group_name'),
    assetValue: textOf(row['asset_value'], 'asset_value'),
    labels: textsOf(row['labels'], 'labels'),
    outsideHost: flagOf(row['outside_host'], 'outside_host'),
    vpcId: textOf(row['vpc_id'], 'vpc_id'),
    agentUpdateTime: instantOf(row['agent_update_time'], 'agent_update_time'),
  };
}

/** Decodes a row of `/host-management/groups`. @throws Fault kind `bad_payload`. */
export function decodeHostGroup(row: WireObject): HssHostGroup {
  const groupId = textOf(row['group_id'], 'group_id');
  if (groupId === null) throw unusable('group_id', 'is missing');
  return {
    groupId: vendorId(groupId),
    groupName: textOf(row['group_name'], 'group_name'),
    hosts: integerOf(row['host_num'], 'host_num') ?? 0,
    riskHosts: integerOf(row['risk_host_num'], 'risk_host_num') ?? 0,
    unprotectedHosts: integerOf(row['unprotect_host_num'], 'unprotect_host_num') ?? 0,
    hostIds: textsOf(row['host_id_list'], 'host_id_list').map(vendorId),
    outside: flagOf(row['is_outside'], 'is_outside'),
  };
}
