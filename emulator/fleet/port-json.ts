import type { Host } from './host.js';
import { containerIdOf, containerNameOf } from './plan.js';
import { ADDRESSES, addressOf, portOf, riskIn, STRIDE, typeOf, TYPES, type PortTable } from './port-table.js';
import { PATHS } from './services.js';
import { hexOf } from './random.js';

const PATHS_JSON = PATHS.map((path) => JSON.stringify(path));

/** The risk words by number; the middle one is what a setting decides. */
export type RiskWords = readonly [string, string, string];

export function riskWords(unknown: 'unknow' | 'unknown'): RiskWords {
  return ['normal', unknown, 'danger'];
}

function linkLocalOf(host: Host): string {
  const hex = hexOf(host.index, 0xfe80, 1, 2);
  return `fe80::f816:3eff:${hex.slice(0, 4)}:${hex.slice(4, 8)}`;
}

/** The listening address as text. */
export function addressText(host: Host, word: number): string {
  const text = ADDRESSES[addressOf(word)] as string;
  if (text === 'OWN') return host.ip;
  if (text === 'MAPPED') return `::ffff:${host.ip}`;
  return text === 'LINK' ? linkLocalOf(host) : text;
}

/** The properties of a server and its fleet that the functions below print. */
export interface PortScribe {
  readonly seed: number;
  readonly host: Host;
  readonly agentId: string;
  readonly words: RiskWords;
}

/** Returns row `ordinal` as a JSON text with the members of `/asset/ports`. */
export function portRowJson(scribe: PortScribe, table: PortTable, ordinal: number): string {
  const at = ordinal * STRIDE;
  const word = table[at] as number;
  const { host } = scribe;
  return (
    `{"host_id":"${host.id}","laddr":"${addressText(host, word)}","status":"${scribe.words[riskIn(word)]}",` +
    `"port":${portOf(word)},"type":"${TYPES[typeOf(word)]}","pid":${table[at + 1]},` +
    `"path":${PATHS_JSON[table[at + 2] as number]},"agent_id":"${scribe.agentId}",` +
    `"container_id":"${containerIdOf(scribe.seed, host, table[at + 3] as number)}"}`
  );
}

/** Returns row `ordinal` as a JSON text with the members of `/asset/ports/detail`. */
export function portHostRowJson(scribe: PortScribe, table: PortTable, ordinal: number): string {
  const at = ordinal * STRIDE;
  const word = table[at] as number;
  const container = table[at + 3] as number;
  const { host } = scribe;
  return (
    `{"agent_id":"${scribe.agentId}","host_id":"${host.id}","host_name":${JSON.stringify(host.name)},` +
    `"host_ip":"${host.ip}","laddr":"${addressText(host, word)}","path":${PATHS_JSON[table[at + 2] as number]},` +
    `"pid":${table[at + 1]},"port":${portOf(word)},"status":"${scribe.words[riskIn(word)]}",` +
    `"type":"${TYPES[typeOf(word)]}","container_id":"${containerIdOf(scribe.seed, host, container)}",` +
    `"container_name":"${containerNameOf(scribe.seed, host, container)}"}`
  );
}
