import { Fault } from '../kernel/fault.js';
import type { HssHost } from '../upstream/hss/hosts.js';
import type { UpstreamProject } from '../upstream/projects.js';
import type { SendContext } from '../upstream/transport/pipeline.js';
import type { HostDirectory } from '../query/servers/host-directory.js';

/** Servers by name and address, for rows that do not say the id of their server. */
interface Places {
  readonly byId: ReadonlyMap<string, HssHost>;
  /** By name and address: one server, or all that share both. */
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
}

/** Finds servers by the name and address that rows have of them. */
export class HostPlaces {
  private readonly known = new WeakMap<readonly HssHost[], Places>();

  constructor(private readonly directory: HostDirectory) {}

  /** Returns the servers of a project by place. Cost: nothing while the directory's list is fresh. @throws Fault when the servers cannot be listed. */
  async of(project: UpstreamProject, enterpriseProjectId: string, context: SendContext): Promise<Places> {
    const { hosts } = await this.directory.list(project, { enterpriseProjectId }, context);
    let places = this.known.get(hosts);
    if (places === undefined) {
      const byPlace = new Map<string, string[]>();
      for (const { hostId, hostName, privateIp } of hosts) {
        const key = placeKey(hostName, privateIp);
        const there = byPlace.get(key);
        if (there === undefined) byPlace.set(key, [hostId]);
        else there.push(hostId);
      }
      places = { byId: new Map(hosts.map((host) => [host.hostId, host])), byPlace };
      this.known.set(hosts, places);
    }
    return places;
  }
}

/** Separates the ids of servers that share name and address; no id contains it. */
const SHARED = '|';

/**
 * Returns the id of the server with this name and address.
 *
 * @param whole whether rows of all servers are wanted: rows of servers that share name and address then go under all their
 *   ids together, which `isShared` recognises.
 * @throws Fault when there is none, or when there are several and not all rows are wanted: the row would be a guess.
 */
export function hostAt(
  { byPlace }: Places,
  hostName: string | null,
  hostIp: string | null,
  whole: boolean,
): string {
  const hostIds = byPlace.get(placeKey(hostName, hostIp));
  if (hostIds === undefined)
    throw new Fault('changed_during_read', 'a row is of a server that is not listed');
  if (hostIds.length > 1 && !whole) throw new Fault('rejected', 'several servers share name and address');
  return hostIds.join(SHARED);
}

/** Returns whether the id stands for several servers that share name and address. */
export function isShared(hostId: string): boolean {
  return hostId.includes(SHARED);
}

export function placeKey(hostName: string | null, hostIp: string | null): string {
  return JSON.stringify([hostName, hostIp]);
}
