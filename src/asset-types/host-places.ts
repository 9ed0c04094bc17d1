import { Fault } from '../kernel/fault.js';
import type { HssHost } from '../upstream/hss/hosts.js';
import type { UpstreamProject } from '../upstream/projects.js';
import type { SendContext } from '../upstream/transport/pipeline.js';
import type { HostDirectory } from '../query/servers/host-directory.js';

/** Servers by name and address, for rows that say nothing else of where they are from. */
interface Places {
  readonly byId: ReadonlyMap<string, HssHost>;
  /** By name and address: one server, or all that share both. */
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
}

/** Finds servers by what process rows say of them. */
export class HostPlaces {
  private readonly known = new WeakMap<readonly HssHost[], Places>();

  constructor(private readonly directory: HostDirectory) {}

  /** Cost: nothing while the directory's list is fresh. @throws Fault when the servers cannot be listed. */
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

/** Stands between the ids of servers that share name and address; no id has it. */
const SHARED = '|';

/**
 * Which server has this name and address.
 *
 * @param whole whether rows of all servers are wanted: those of servers that cannot be told apart then go under all
 *   their ids together, which `isShared` recognises.
 * @throws Fault when none has, or when several have and not all rows are wanted: the row would be a guess.
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

/** Whether the id stands for several servers that cannot be told apart. */
export function isShared(hostId: string): boolean {
  return hostId.includes(SHARED);
}

export function placeKey(hostName: string | null, hostIp: string | null): string {
  return JSON.stringify([hostName, hostIp]);
}
