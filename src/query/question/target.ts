import { compareKeys } from '../../fleet/order.js';
import type { UpstreamProject } from '../../upstream/projects.js';

/** One server to be read. */
export interface Target {
  readonly project: UpstreamProject;
  readonly hostId: string;
}

/** Names and addresses of a server, for filters and `include=host`. */
export interface HostDetails {
  readonly hostName: string | null;
  readonly privateIp: string | null;
  readonly publicIp: string | null;
}

/** Compares targets in the order of a selection: project, then host id. */
export function compareTargets(a: Target, b: Target): number {
  return compareKeys(a.project.alias, b.project.alias) || compareKeys(a.hostId, b.hostId);
}

/** Returns a key that no other target has: an alias has no slash. */
export function targetKey(alias: string, hostId: string): string {
  return `${alias}/${hostId}`;
}
