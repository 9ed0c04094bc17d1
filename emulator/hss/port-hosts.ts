import { LRUCache } from 'lru-cache';
import type { Host } from '../fleet/host.js';
import { portHostRowJson, riskWords, type PortScribe } from '../fleet/port-json.js';
import { UNKNOWN } from '../fleet/knowledge.js';
import type { Listing } from '../gateway/answer.js';
import { fuzzy } from './match.js';
import { typeFilter } from './ports.js';
import type { HssHandler } from './request.js';

/** Number of filters whose matching rows are kept, so that later pages of a walk cost nothing; choice. */
const WALKS_KEPT = 256;

function phantom(scribe: PortScribe, port: number, n: number): string {
  return (
    `{"agent_id":"${scribe.agentId}","host_id":"${scribe.host.id}","host_name":${JSON.stringify(scribe.host.name)},` +
    `"host_ip":"${scribe.host.ip}","laddr":"0.0.0.0","path":"/tmp/drift-${n}","pid":${n + 1},"port":${port},` +
    `"status":"${scribe.words[UNKNOWN]}","type":"TCP","container_id":"","container_name":""}`
  );
}

/** Answers `/asset/ports/detail`: the listeners of one port. */
export class PortHostList {
  private readonly walks = new LRUCache<string, Uint32Array>({ max: WALKS_KEPT });

  /** Forgets which rows match. Call it when the fleet changes. */
  clear(): void {
    this.walks.clear();
  }

  readonly handle: HssHandler = ({ project, caller, parameters, settings }): Listing => {
    const { fleet } = project;
    const page = parameters.page(settings);
    const port = parameters.needWhole('port', 1, 65_535);
    const type = typeFilter(parameters);
    const name = parameters.text('host_name');
    const ip = parameters.text('host_ip');
    const scope = {
      enterpriseProjects: parameters.enterpriseProjects(caller),
      containersOnly: parameters.containersOnly(),
    };
    const index = fleet.index();
    const key = JSON.stringify([project.id, port, type, name, ip, scope]);
    let places = this.walks.get(key);
    if (places === undefined) {
      const named = name === undefined ? () => true : fuzzy(name);
      places = index.places(port, scope, type, (i) => {
        const host = fleet.host(i);
        return (ip === undefined || host.ip === ip) && named(host.name);
      });
      this.walks.set(key, places);
    }
    const found = places;
    const words = riskWords(settings.status_unknown);
    const scribeOf = (host: Host): PortScribe => ({
      seed: fleet.seed,
      host,
      agentId: fleet.facts.agentId(host),
      words,
    });
    return {
      ...page,
      total: found.length,
      slice: (from, to) =>
        Array.from(found.subarray(from, to), (place) => {
          const hostIndex = index.hostAt(place);
          return portHostRowJson(
            scribeOf(fleet.host(hostIndex)),
            fleet.ports(hostIndex),
            index.ordinalAt(place),
          );
        }),
      phantom: (n) => phantom(scribeOf(fleet.host(0)), port, n),
    };
  };
}
