import type { HostQuery } from '../../upstream/hss/hss-client.js';
import type { HssHost } from '../../upstream/hss/hosts.js';

/** Which servers a query is about; all conditions must hold. Lists mean "any of". */
export interface HostSelection {
  /** Part of the name, case ignored. */
  readonly name?: readonly string[];
  /** Whole private or public address. */
  readonly ip?: readonly string[];
  /** Id (a UUID) or whole name of a server group. */
  readonly group?: readonly string[];
  /** `linux`, `windows`, or part of the system's name. */
  readonly os?: readonly string[];
  readonly agentStatus?: readonly string[];
  readonly protectStatus?: readonly string[];
  /** Power state. */
  readonly status?: readonly string[];
  /** A label, whole. */
  readonly tag?: readonly string[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Translates a selection for the vendor, as far as the vendor has the conditions. More servers than wanted may come back,
 * and `selects` decides. A condition with several values is not passed on, because the vendor takes one.
 */
export function upstreamHostQuery(selection: HostSelection, enterpriseProjectId: string): HostQuery {
  const one = (values: readonly string[] | undefined): string | undefined =>
    values?.length === 1 ? values[0] : undefined;
  const query: { -readonly [K in keyof HostQuery]: HostQuery[K] } = { enterpriseProjectId };
  const name = one(selection.name);
  if (name !== undefined) query.hostName = name;
  const ip = one(selection.ip);
  if (ip !== undefined) query.ipAddr = ip;
  const agentStatus = one(selection.agentStatus);
  if (agentStatus !== undefined) query.agentStatus = agentStatus;
  const protectStatus = one(selection.protectStatus);
  if (protectStatus !== undefined) query.protectStatus = protectStatus;
  const status = one(selection.status);
  if (status !== undefined) query.hostStatus = status;
  const group = one(selection.group);
  if (group !== undefined) query[UUID.test(group) ? 'groupId' : 'groupName'] = group;
  const os = one(selection.os)?.toLowerCase();
  if (os === 'linux') query.osType = 'Linux';
  if (os === 'windows') query.osType = 'Windows';
  return query;
}

/** Returns whether the selection wants the server. */
export function selects(selection: HostSelection, host: HssHost): boolean {
  return (
    any(selection.name, (name) => (host.hostName ?? '').toLowerCase().includes(name.toLowerCase())) &&
    any(selection.ip, (ip) => host.privateIp === ip || host.publicIp === ip) &&
    any(selection.group, (group) => host.groupId === group || host.groupName === group) &&
    any(selection.os, (os) => osMatches(host, os.toLowerCase())) &&
    any(selection.agentStatus, (status) => agentMatches(host.agentStatus, status)) &&
    any(selection.protectStatus, (status) => host.protectStatus === status) &&
    any(selection.status, (status) => host.hostStatus === status) &&
    any(selection.tag, (tag) => host.labels.includes(tag))
  );
}

function any(values: readonly string[] | undefined, test: (value: string) => boolean): boolean {
  return values === undefined || values.some(test);
}

function osMatches(host: HssHost, os: string): boolean {
  return (host.osType ?? '').toLowerCase() === os || (host.osName ?? '').toLowerCase().includes(os);
}

/** `not_online` is a filter value only: every state but online (source: the vendor's server list). */
function agentMatches(actual: string | null, wanted: string): boolean {
  return wanted === 'not_online' ? actual !== 'online' : actual === wanted;
}
