import { agentIdOf, ENTERPRISE_PROJECTS, hasAgent, type EnterpriseProject, type Host } from './host.js';
import { chanceOf, hash, hexOf, seedOf, uuidOf } from './random.js';
import { ROLES, type Role } from './roles.js';

/**
 * The fleet's present, 2026-09-01T00:40:00Z in Unix milliseconds. Fixed (choice), so that the same seed gives the same
 * rows on every day.
 */
export const FLEET_NOW = 1788223200000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SALT = seedOf('facts');
/** Numbers of the random draws of one server. Another order would change the fleet of every seed. */
const enum Draw {
  Os = 1,
  Public,
  Power,
  Edition,
  Verdict,
  Risks,
  Value,
  Label,
  Dates,
  Vpc,
  Charging,
  Upgrade,
  Outside,
  Key,
  Policy,
  UpgradeEnd,
}

interface System {
  readonly name: string;
  readonly version: string;
  readonly kernel: string;
}

const LINUX_SYSTEMS: readonly System[] = [
  { name: 'EulerOS', version: '2.0 (SP12)', kernel: '5.10.0-136' },
  { name: 'Huawei Cloud EulerOS', version: '2.0', kernel: '5.10.0-182' },
  { name: 'Ubuntu', version: '22.04', kernel: '5.15.0-94-generic' },
  { name: 'CentOS', version: '7.9', kernel: '3.10.0-1160' },
  { name: 'Debian', version: '12', kernel: '6.1.0-18-amd64' },
];
const WINDOWS_SYSTEMS: readonly System[] = [
  { name: 'Windows Server 2019', version: '10.0.17763', kernel: '10.0.17763' },
  { name: 'Windows Server 2022', version: '10.0.20348', kernel: '10.0.20348' },
];

const EDITIONS = [
  ['hss.version.enterprise', 0.55],
  ['hss.version.premium', 0.2],
  ['hss.version.basic', 0.1],
  ['hss.version.advanced', 0.05],
  ['hss.version.wtp', 0.03],
  ['hss.version.null', 0.07],
] as const;

/** Editions from the lowest to the highest; `above_version` uses this order. */
export const EDITION_LADDER = [
  'hss.version.null',
  'hss.version.basic',
  'hss.version.advanced',
  'hss.version.enterprise',
  'hss.version.premium',
  'hss.version.wtp',
  'hss.version.container.enterprise',
] as const;
export type Edition = (typeof EDITION_LADDER)[number];

/** Ways in which an upgrade of the agent fails (source: vendor's list of servers). */
const UPGRADE_FAILURES = ['network_access_timeout', 'insufficient_disk_space', 'agent_offline'] as const;

const LABELS = ['', 'pci', 'internal', 'internet-facing', 'gpu', '合规'];

/** Properties of one server that lists filter by, count or print. The fleet's seed determines all of them. */
export class HostFacts {
  constructor(
    private readonly seed: number,
    private readonly projectSalt: string,
  ) {}

  private draw(host: Host, what: Draw): number {
    return chanceOf(this.seed ^ SALT, host.index, what);
  }

  agentId(host: Host): string {
    return agentIdOf(this.seed, host);
  }

  enterpriseProject(host: Host): EnterpriseProject {
    return ENTERPRISE_PROJECTS[host.enterpriseProject] as EnterpriseProject;
  }

  osType(host: Host): 'Linux' | 'Windows' {
    return (ROLES[host.role] as Role).windows ? 'Windows' : 'Linux';
  }

  system(host: Host): System {
    return this.systemsLike(host)[this.systemNumber(host)] as System;
  }

  /** Returns the index of a server's system in its family. */
  systemNumber(host: Host): number {
    return Math.floor(this.draw(host, Draw.Os) * this.systemsLike(host).length);
  }

  private systemsLike(host: Host): readonly System[] {
    return this.osType(host) === 'Windows' ? WINDOWS_SYSTEMS : LINUX_SYSTEMS;
  }

  /** Empty for four servers in five. */
  publicIp(host: Host): string {
    if (this.draw(host, Draw.Public) >= 0.2) return '';
    const n = host.index;
    // Ranges for documentation first, then the shared range of carriers, so that no address belongs to a real host.
    if (n < 254) return `203.0.113.${n + 1}`;
    return `100.${64 + ((n >>> 16) & 63)}.${(n >>> 8) & 255}.${n & 255}`;
  }

  power(host: Host): 'ACTIVE' | 'SHUTOFF' | 'ERROR' {
    if (host.agent === 'online') return 'ACTIVE';
    const draw = this.draw(host, Draw.Power);
    if (draw < 0.4) return 'SHUTOFF';
    return draw < 0.43 ? 'ERROR' : 'ACTIVE';
  }

  edition(host: Host): Edition {
    if (!hasAgent(host)) return 'hss.version.null';
    if ((ROLES[host.role] as Role).name === 'k8s') return 'hss.version.container.enterprise';
    let left = this.draw(host, Draw.Edition);
    for (const [edition, share] of EDITIONS) {
      left -= share;
      if (left < 0) return edition;
    }
    return 'hss.version.enterprise';
  }

  protection(host: Host): 'closed' | 'opened' | 'protection_exception' {
    if (this.edition(host) === 'hss.version.null') return 'closed';
    return host.agent === 'online' ? 'opened' : 'protection_exception';
  }

  /** Asset, vulnerability, baseline and intrusion risks. */
  risks(host: Host): readonly [number, number, number, number] {
    if (this.protection(host) === 'closed') return [0, 0, 0, 0];
    const bits = hash(this.seed ^ SALT, host.index, Draw.Risks);
    const intrusion = (bits >>> 24) % 20 === 0 ? 1 + ((bits >>> 28) & 3) : 0;
    return [(bits & 15) === 0 ? 1 : 0, (bits >>> 4) % 25, (bits >>> 12) % 9, intrusion];
  }

  riskTotal(host: Host): number {
    const [asset, vulnerability, baseline, intrusion] = this.risks(host);
    return asset + vulnerability + baseline + intrusion;
  }

  verdict(host: Host): 'undetected' | 'clean' | 'risk' | 'scanning' {
    if (this.protection(host) !== 'opened') return 'undetected';
    if (this.draw(host, Draw.Verdict) < 0.01) return 'scanning';
    return this.riskTotal(host) > 0 ? 'risk' : 'clean';
  }

  assetValue(host: Host): 'important' | 'common' | 'test' {
    const draw = this.draw(host, Draw.Value);
    if (draw < 0.2) return 'important';
    return draw < 0.9 ? 'common' : 'test';
  }

  labels(host: Host): string[] {
    const draw = this.draw(host, Draw.Label);
    if (draw < 0.6) return [''];
    if (draw < 0.7) return [];
    return [LABELS[1 + Math.floor((draw - 0.7) * 16)] ?? 'pci'];
  }

  charging(host: Host): 'packet_cycle' | 'on_demand' {
    return this.draw(host, Draw.Charging) < 0.85 ? 'packet_cycle' : 'on_demand';
  }

  outside(host: Host): boolean {
    return this.draw(host, Draw.Outside) < 0.02;
  }

  upgradable(host: Host): boolean {
    return hasAgent(host) && this.draw(host, Draw.Upgrade) < 0.15;
  }

  /** Why the last upgrade of the agent failed; undefined when none failed. One upgradable server in five has such a failure. */
  upgradeFailure(host: Host): string | undefined {
    if (!this.upgradable(host)) return undefined;
    return UPGRADE_FAILURES[Math.floor(this.draw(host, Draw.UpgradeEnd) * UPGRADE_FAILURES.length * 5)];
  }

  keyName(host: Host): string {
    return this.draw(host, Draw.Key) < 0.05 ? 'KeyPair-ops' : '';
  }

  vpcId(host: Host): string {
    return uuidOf(this.seed ^ SALT, Math.floor(this.draw(host, Draw.Vpc) * 4), 77);
  }

  resourceId(host: Host): string {
    return this.edition(host) === 'hss.version.null' ? '' : uuidOf(this.seed ^ SALT, host.index, 78);
  }

  policyGroup(host: Host): { readonly id: string; readonly name: string } | undefined {
    if (this.edition(host) === 'hss.version.null') return undefined;
    const name = `tenant_${this.osType(host).toLowerCase()}_${this.edition(host).split('.').pop()}_default_policy_group`;
    return { id: uuidOf(this.seed ^ SALT, seedOf(name), 79), name };
  }

  /** Name and id of the cluster a container node belongs to; undefined elsewhere. */
  cluster(host: Host): { readonly id: string; readonly name: string } | undefined {
    if ((ROLES[host.role] as Role).name !== 'k8s') return undefined;
    const number = hash(this.seed ^ SALT, host.index, 80) % 3;
    return { id: uuidOf(this.seed ^ SALT, number, 81), name: `cce-${this.projectSalt}-${number}` };
  }

  /** When the agent was installed and last changed its state; zeros without an agent. */
  agentDates(host: Host): readonly [number, number] {
    if (!hasAgent(host)) return [0, 0];
    const bits = hash(this.seed ^ SALT, host.index, Draw.Dates);
    return [FLEET_NOW - (30 + (bits & 511)) * DAY, FLEET_NOW - ((bits >>> 9) & 255) * HOUR];
  }

  groupId(group: number): string {
    return group < 0 ? '' : uuidOf(this.seed ^ SALT, group, 82);
  }

  groupName(group: number): string {
    if (group < 0) return '';
    return (
      ['production', 'staging', 'database tier', '核心业务'][group] ??
      `group-${String(group).padStart(3, '0')}`
    );
  }

  /** Returns a text like a hexadecimal digest for one item of one server. */
  digest(host: Host, what: number): string {
    return hexOf(this.seed ^ SALT, host.index, what, 8);
  }
}
