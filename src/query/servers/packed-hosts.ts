import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { compareKeys } from '../../fleet/order.js';
import type { HssHost } from '../../upstream/hss/hosts.js';

/** Most bytes of one part when unpacked: far more than is ever packed, and little enough to hold. A choice. */
const MOST_BYTES = 16 * 1024 * 1024;

type Cell = 'id' | 'text' | 'texts' | 'flag';

/** The members of a server, and what each may hold. */
const MEMBERS = {
  hostId: 'id',
  hostName: 'text',
  agentId: 'text',
  agentStatus: 'text',
  privateIp: 'text',
  publicIp: 'text',
  enterpriseProjectId: 'text',
  enterpriseProjectName: 'text',
  osType: 'text',
  osName: 'text',
  osVersion: 'text',
  hostStatus: 'text',
  protectStatus: 'text',
  version: 'text',
  detectResult: 'text',
  groupId: 'text',
  groupName: 'text',
  assetValue: 'text',
  labels: 'texts',
  outsideHost: 'flag',
  vpcId: 'text',
  agentUpdateTime: 'text',
} as const satisfies Record<keyof HssHost, Cell>;

const NAMES = Object.keys(MEMBERS) as (keyof HssHost)[];

/** Names the form of what is packed: a release with other members uses other entries. */
export const HOSTS_FORM = NAMES.join(' ');

/** Where a part of a list stands. */
export interface ListPart {
  /** Id of one reading of the list: parts of two readings must not be mixed. */
  readonly reading: string;
  /** On which of two sides the parts of this reading lie. */
  readonly side: 0 | 1;
  /** How many parts there are. */
  readonly parts: number;
  readonly hosts: readonly HssHost[];
}

/** Packs a part of a list as a table of members, deflated. */
export function packHosts({ reading, side, parts, hosts }: ListPart): Buffer {
  const table = hosts.map((host) => NAMES.map((name) => host[name]));
  return deflateRawSync(JSON.stringify([reading, side, parts, table]), { level: 1 });
}

/** Returns what `packHosts` packed; undefined for anything else. */
export function unpackHosts(packed: Buffer): ListPart | undefined {
  let content: unknown;
  try {
    content = JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(content)) return undefined;
  const [reading, side, parts, table] = content as unknown[];
  if (typeof reading !== 'string' || (side !== 0 && side !== 1) || !Array.isArray(table)) return undefined;
  if (!Number.isInteger(parts) || (parts as number) < 1) return undefined;
  const hosts: HssHost[] = [];
  for (const cells of table as unknown[]) {
    const host = hostOf(cells);
    if (host === undefined || !follows(hosts.at(-1), host)) return undefined;
    hosts.push(host);
  }
  return { reading, side, parts: parts as number, hosts };
}

/** Whether a server may follow another one in a list: all readers rely on lists that are sorted and distinct. */
export function follows(before: HssHost | undefined, host: HssHost): boolean {
  return before === undefined || compareKeys(before.hostId, host.hostId) < 0;
}

function hostOf(cells: unknown): HssHost | undefined {
  if (!Array.isArray(cells) || cells.length !== NAMES.length) return undefined;
  const host: Record<string, unknown> = {};
  for (const [at, name] of NAMES.entries()) {
    const cell: unknown = cells[at];
    if (!fits(cell, MEMBERS[name])) return undefined;
    host[name] = cell;
  }
  return host as unknown as HssHost;
}

function fits(cell: unknown, kind: Cell): boolean {
  if (kind === 'id') return typeof cell === 'string';
  if (kind === 'texts') return Array.isArray(cell) && cell.every((each) => typeof each === 'string');
  return cell === null || typeof cell === (kind === 'flag' ? 'boolean' : 'string');
}
