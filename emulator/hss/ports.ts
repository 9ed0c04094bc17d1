import { LRUCache } from 'lru-cache';
import type { Fleet } from '../fleet/fleet.js';
import type { Host } from '../fleet/host.js';
import { DANGER, NORMAL, UNKNOWN } from '../fleet/knowledge.js';
import { portRowJson, riskWords, type PortScribe } from '../fleet/port-json.js';
import { portOf, riskIn, STRIDE, typeOf, TYPES, type PortTable } from '../fleet/port-table.js';
import { renderListing, type Answer, type Listing } from '../gateway/answer.js';
import { hssError } from '../gateway/errors.js';
import type { Parameters } from '../gateway/parameters.js';
import { fuzzy, inEnterpriseProjects } from './match.js';
import type { HssHandler, HssRequest } from './request.js';

/** Bytes of finished pages that are kept; choice: the pages of some thousand servers. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** Filters of a port list; -1 means "any". */
interface PortFilter {
  readonly port: number;
  readonly type: number;
  readonly risk: number;
  readonly containersOnly: boolean;
}

/** Both spellings of the third status are understood. */
export function riskFilter(parameters: Parameters): number {
  const word = parameters.oneOf('status', ['normal', 'danger', 'unknown', 'unknow']);
  if (word === undefined) return -1;
  return word === 'normal' ? NORMAL : word === 'danger' ? DANGER : UNKNOWN;
}

export function typeFilter(parameters: Parameters): number {
  const word = parameters.oneOf('type', TYPES);
  return word === undefined ? -1 : TYPES.indexOf(word);
}

function matching(table: PortTable, filter: PortFilter): number[] {
  const found: number[] = [];
  for (let at = 0; at < table.length; at += STRIDE) {
    const word = table[at] as number;
    if (filter.port >= 0 && portOf(word) !== filter.port) continue;
    if (filter.type >= 0 && typeOf(word) !== filter.type) continue;
    if (filter.risk >= 0 && riskIn(word) !== filter.risk) continue;
    if (filter.containersOnly && (table[at + 3] as number) < 0) continue;
    found.push(at / STRIDE);
  }
  return found;
}

/** Returns an invented row, recognisable by its process. */
function phantomPort(scribe: PortScribe, n: number): string {
  return (
    `{"host_id":"${scribe.host.id}","laddr":"0.0.0.0","status":"${scribe.words[UNKNOWN]}","port":${64_000 + n},` +
    `"type":"TCP","pid":${n + 1},"path":"/tmp/drift-${n}","agent_id":"${scribe.agentId}","container_id":""}`
  );
}

function visibleHost(request: HssRequest, fleet: Fleet, hostId: string): Host | undefined {
  const { parameters } = request;
  const host = fleet.find(hostId);
  const name = parameters.text('host_name', 128);
  const ip = parameters.text('host_ip', 128);
  if (host === undefined || !inEnterpriseProjects(parameters.enterpriseProjects(request.caller))(host))
    return undefined;
  if (name !== undefined && !fuzzy(name)(host.name)) return undefined;
  return ip !== undefined && ip !== host.ip ? undefined : host;
}

/** Answers `/asset/ports`: the rows of one server. */
export class PortList {
  private readonly pages = new LRUCache<string, Buffer>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (page) => page.length + 100,
  });

  /** Forgets finished pages. Call it when the fleet or a spelling changes. */
  clear(): void {
    this.pages.clear();
  }

  readonly handle: HssHandler = (request): Answer | Listing => {
    const { project, parameters, settings } = request;
    const { fleet } = project;
    const hostId = parameters.needText('host_id', 128);
    const page = parameters.page(settings);
    const filter: PortFilter = {
      port: parameters.whole('port', 1, 65_535) ?? -1,
      type: typeFilter(parameters),
      risk: riskFilter(parameters),
      containersOnly: parameters.containersOnly(),
    };
    const host = visibleHost(request, fleet, hostId);
    if (host === undefined) {
      if (settings.unknown_host === 'not_found' && fleet.find(hostId) === undefined)
        return hssError('HSS.0011');
      return { ...page, total: 0, slice: () => [] };
    }
    const key = `${project.id}|${host.index}|${page.offset}|${page.limit}|${filter.port}|${filter.type}|${filter.risk}|${filter.containersOnly}`;
    const kept = request.hasRowFault ? undefined : this.pages.get(key);
    if (kept !== undefined) return { status: 200, body: kept };
    const table = fleet.ports(host.index);
    const rows = matching(table, filter);
    const scribe = {
      seed: fleet.seed,
      host,
      agentId: fleet.facts.agentId(host),
      words: riskWords(settings.status_unknown),
    };
    const listing: Listing = {
      ...page,
      total: rows.length,
      slice: (from, to) => rows.slice(from, to).map((ordinal) => portRowJson(scribe, table, ordinal)),
      phantom: (n) => phantomPort(scribe, n),
    };
    if (request.hasRowFault) return listing;
    const body = Buffer.from(renderListing(listing));
    this.pages.set(key, body);
    return { status: 200, body };
  };
}
