import { chanceOf, hash, hexOf, seedOf, uuidOf } from './random.js';
import { ROLES, roleAt, type Role } from './roles.js';

export type AgentStatus = 'online' | 'offline' | 'not_installed' | 'install_failed' | 'installing';

/** How dense a server is: ordinary, without any port, with more than 200 rows, with more than 1 000. */
export type Density = 'plain' | 'none' | 'dense' | 'giant';

/** What is stored of every server; the rest is computed on request. */
export interface Host {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  readonly role: number;
  /** Place in {@link ENTERPRISE_PROJECTS}. */
  readonly enterpriseProject: number;
  /** Place in the fleet's groups; -1 for none. */
  readonly group: number;
  readonly agent: AgentStatus;
  readonly density: Density;
}

export interface EnterpriseProject {
  readonly id: string;
  readonly name: string;
}

/** `0` is the vendor's default project; the others have the form of the vendor's ids. */
export const ENTERPRISE_PROJECTS: readonly EnterpriseProject[] = [
  { id: '0', name: 'default' },
  { id: '3a1c5b7e-92d4-4f08-8b61-c7e0d52f9a14', name: 'production' },
  { id: '8f20d6b3-4e17-4c95-a3d8-16b9e07c52fa', name: 'staging' },
  { id: 'c4e97a05-1d8b-4263-9f7e-b05a38d16ec2', name: '研发' },
];

/** Salts that make the properties of one server independent of each other. */
const ID = seedOf('host id');
const ROLE = seedOf('role');
const EPS = seedOf('enterprise project');
const GROUP = seedOf('group');
const AGENT = seedOf('agent');
const NAME = seedOf('name');
const DENSITY = seedOf('density');
const AGENT_ID = seedOf('agent id');

const CHINESE_NAMES: Readonly<Record<string, string>> = {
  web: '网站',
  app: '应用',
  db: '数据库',
  cache: '缓存',
};

/** Two servers in a hundred share name or address with the one before; that is one pair in this many servers. */
const TWIN_EVERY = 97;

function nameOf(seed: number, index: number, role: Role): string {
  const number = String(index).padStart(4, '0');
  const draw = chanceOf(seed ^ NAME, index);
  if (draw < 0.01) return `${CHINESE_NAMES[role.name] ?? '服务器'}-${number}`;
  if (draw < 0.02) return `${role.name.toUpperCase()} server ${number}`;
  return `${role.name}-${number}`;
}

/** Unique up to four million servers; 10.0.0.0/8 leaves room for it. */
function ipOf(index: number): string {
  const n = index + 11;
  return `10.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
}

function enterpriseProjectOf(seed: number, index: number): number {
  const draw = chanceOf(seed ^ EPS, index);
  if (draw < 0.7) return 0;
  if (draw < 0.85) return 1;
  return draw < 0.95 ? 2 : 3;
}

function agentOf(seed: number, index: number): AgentStatus {
  const draw = chanceOf(seed ^ AGENT, index);
  if (draw < 0.93) return 'online';
  if (draw < 0.965) return 'offline';
  if (draw < 0.99) return 'not_installed';
  return draw < 0.995 ? 'install_failed' : 'installing';
}

/** Servers 11 and 211 have the most rows, server 3 has many, server 5 has none, so that small fleets have extremes too. */
function densityOf(seed: number, index: number, size: number): Density {
  if (size >= 40 && (index === 11 || index === 211)) return 'giant';
  if (size >= 10 && index === 3) return 'dense';
  if (size >= 10 && index === 5) return 'none';
  const draw = chanceOf(seed ^ DENSITY, index);
  if (draw < 0.002) return 'dense';
  return draw < 0.022 ? 'none' : 'plain';
}

/** Returns the number of groups of a fleet. */
export function groupCount(size: number): number {
  return Math.min(200, Math.max(3, Math.ceil(size / 50)));
}

/** Returns one server of the fleet. Pure: seed, position and size determine everything. */
export function makeHost(seed: number, index: number, size: number): Host {
  const density = densityOf(seed, index, size);
  const crowded = density === 'dense' || density === 'giant';
  const role = crowded
    ? ROLES.findIndex((candidate) => candidate.name === 'k8s')
    : roleAt(chanceOf(seed ^ ROLE, index));
  // A twin has the name, the address or both of the server before it, which lies in another VPC.
  const twin = index % TWIN_EVERY === TWIN_EVERY - 1 ? hash(seed ^ NAME, index, 1) % 5 : -1;
  const named = twin >= 0 && twin !== 3 && twin !== 4 ? index - 1 : index;
  const addressed = twin === 2 || twin === 3 ? index - 1 : index;
  const namedRole = named === index ? role : roleAt(chanceOf(seed ^ ROLE, named));
  return {
    index,
    id: uuidOf(seed ^ ID, index),
    name: nameOf(seed, named, ROLES[namedRole] as Role),
    ip: ipOf(addressed),
    role,
    enterpriseProject: enterpriseProjectOf(seed, index),
    group: chanceOf(seed ^ GROUP, index) < 0.85 ? hash(seed ^ GROUP, index, 1) % groupCount(size) : -1,
    agent: crowded ? 'online' : agentOf(seed, index),
    density,
  };
}

/** Returns whether an agent has ever reported from this server; without one it has no fingerprints. */
export function hasAgent(host: Host): boolean {
  return host.agent === 'online' || host.agent === 'offline';
}

/** Returns the agent's identifier of 64 hexadecimal digits; empty without an agent. */
export function agentIdOf(seed: number, host: Host): string {
  return hasAgent(host) ? hexOf(seed ^ AGENT_ID, host.index, 0, 8) : '';
}
