import { hasAgent, type Host } from './host.js';
import { hexOf, Random, hash, seedOf } from './random.js';
import { ROLES, type Role } from './roles.js';
import { SERVICES, serviceNumber, type Service } from './services.js';

const PLAN = seedOf('plan');
const CONTAINER = seedOf('container');

/** One running program on a server. */
export interface Instance {
  /** Place in SERVICES. */
  readonly service: number;
  readonly pid: number;
  /** Ordinal of its container on the server; -1 outside containers. */
  readonly container: number;
}

const POD_SERVICES = ['pod-web', 'pod-java', 'pod-node', 'pod-python', 'pod-redis', 'envoy'].map(
  serviceNumber,
);

function containerCount(random: Random, role: Role, host: Host): number {
  if (host.density === 'giant') return 520 + random.below(200);
  if (host.density === 'dense') return 110 + random.below(90);
  const [fewest, most] = role.containers;
  return most === 0 ? 0 : fewest + random.below(most - fewest + 1);
}

/**
 * Returns the programs that run on a server. Ports, processes, software and all other fingerprints are derived from them, so
 * they agree. Empty for servers without an agent.
 */
export function planOf(seed: number, host: Host): Instance[] {
  if (!hasAgent(host) || host.density === 'none') return [];
  const random = new Random(hash(seed ^ PLAN, host.index));
  const role = ROLES[host.role] as Role;
  const instances: Instance[] = [];
  // One server in ten has process numbers beyond 65535, as after a long uptime.
  let pid = random.chance(0.1) ? 70_000 + random.below(4_000_000) : 600 + random.below(400);
  for (const [service, chance] of role.services) {
    if (chance < 1 && !random.chance(chance)) continue;
    pid += 1 + random.below(120);
    const kernel = (SERVICES[service] as Service).path === '';
    const system = (SERVICES[service] as Service).path === 'System';
    instances.push({ service, pid: kernel ? 0 : system ? 4 : pid, container: -1 });
  }
  const containers = containerCount(random, role, host);
  for (let container = 0; container < containers; container += 1) {
    pid += 1 + random.below(60);
    instances.push({ service: POD_SERVICES[random.below(POD_SERVICES.length)] as number, pid, container });
  }
  return instances;
}

/** Returns a container's identifier of 64 hexadecimal digits; empty for ordinal -1. */
export function containerIdOf(seed: number, host: Host, container: number): string {
  return container < 0 ? '' : hexOf(seed ^ CONTAINER, host.index, container, 8);
}

/** Returns a container's name, as an orchestrator would choose it; empty for ordinal -1. */
export function containerNameOf(seed: number, host: Host, container: number): string {
  if (container < 0) return '';
  return `k8s_pod-${hexOf(seed ^ CONTAINER, container, host.index, 1)}_default_${container}`;
}
