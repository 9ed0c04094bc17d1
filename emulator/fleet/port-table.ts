import type { Host } from './host.js';
import { riskOf, NORMAL, DANGER } from './knowledge.js';
import { hash, Random, seedOf } from './random.js';
import { SERVICE_PORTS, SERVICES, TAIL_PATHS, type Bind, type Listener, type Service } from './services.js';
import type { Instance } from './plan.js';

/**
 * The port rows of one server, four numbers each, so that a fleet's rows fit into memory when they have to:
 * 0 port, type << 16, address << 18, risk << 22; 1 pid; 2 place in PATHS; 3 container ordinal or -1.
 */
export type PortTable = Int32Array;
export const STRIDE = 4;

/** The four types a row may carry, by number. */
export const TYPES = ['TCP', 'UDP', 'TCP6', 'UDP6'] as const;

/** Listening addresses, by number; OWN and the two beside it depend on the server. */
export const ADDRESSES = [
  '0.0.0.0', '::', '127.0.0.1', '::1', 'OWN', 'MAPPED', '', '127.0.0.53', 'LINK', '172.17.0.1', '::ffff:127.0.0.1',
] as const; // prettier-ignore
const [ANY4, ANY6, LOOP4, LOOP6, OWN, MAPPED, NONE, STUB, LINK, BRIDGE, MAPPED_LOOP] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];

export const portOf = (word: number): number => word & 0xffff;
export const typeOf = (word: number): number => (word >>> 16) & 3;
export const addressOf = (word: number): number => (word >>> 18) & 15;
export const riskIn = (word: number): number => (word >>> 22) & 3;

export function packRow(port: number, type: number, address: number, risk: number): number {
  return port | (type << 16) | (address << 18) | (risk << 22);
}

const PORTS = seedOf('ports');
const TAIL = seedOf('tail');

/** Distinct ports of the long tail: with the named services a big fleet has about 500 (choice: DESIGN, section 5). */
const POOL_SIZE = 420;

/** The ports of a fleet's long tail, all distinct, none of a named service. */
export function tailPool(seed: number): Uint16Array {
  const random = new Random(hash(seed, TAIL));
  const taken = new Set<number>(SERVICE_PORTS);
  const pool = new Uint16Array(POOL_SIZE);
  for (let i = 0; i < POOL_SIZE;) {
    const port = random.chance(0.8) ? 30_000 + random.below(31_000) : 1024 + random.below(20_000);
    if (taken.has(port)) continue;
    taken.add(port);
    pool[i] = port;
    i += 1;
  }
  return pool;
}

type FixedBind = Exclude<Bind, 'mix' | 'wide'>;

/** Ways to listen that `mix` chooses from at random. */
const MIXED: readonly FixedBind[] = [
  'any4',
  'any4',
  'dual',
  'any6',
  'iface',
  'loop4',
  'mapped',
  'odd6',
  'none',
  'link',
];

/** What `wide` stands for: few servers report both families, so that port 22 has about one row a server. */
const WIDE: readonly FixedBind[] = ['any4', 'any4', 'any4', 'any4', 'any6', 'odd6', 'dual'];

/** Pairs of type (TCP family) and address for each way to bind. */
const SOCKETS: Readonly<Record<FixedBind, readonly (readonly [number, number])[]>> = {
  any4: [[0, ANY4]],
  dual: [[0, ANY4], [2, ANY6]],
  any6: [[2, ANY6]],
  odd6: [[0, ANY6]],
  loop4: [[0, LOOP4]],
  loop46: [[0, LOOP4], [2, LOOP6]],
  iface: [[0, OWN]],
  mapped: [[2, MAPPED]],
  none: [[0, NONE]],
  stub: [[0, STUB]],
  link: [[2, LINK]],
}; // prettier-ignore

function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[random.below(choices.length)] as T;
}

const NGINX = SERVICES.findIndex((entry) => entry.name === 'nginx');

function addListener(
  rows: number[],
  random: Random,
  listener: Listener,
  { pid, service, container }: Instance,
): void {
  const bind =
    listener.bind === 'mix' || listener.bind === 'wide'
      ? oneOf(listener.bind === 'mix' ? MIXED : WIDE, random)
      : listener.bind;
  let risk = riskOf(listener.port, listener.udp);
  // One dangerous port in ten was set to "ignore" by its owner.
  if (risk === DANGER && random.chance(0.1)) risk = NORMAL;
  for (const [family, address] of SOCKETS[bind]) {
    rows.push(
      packRow(listener.port, family + (listener.udp ? 1 : 0), address, risk),
      pid,
      service,
      container,
    );
  }
}

function addTail(rows: number[], random: Random, pool: Uint16Array, count: number): void {
  const start = random.below(pool.length);
  // The step and the pool's size have no common divisor, so every port comes once before one repeats.
  const step = [1, 11, 13, 17, 19, 23, 29, 31][random.below(8)] as number;
  for (let i = 0; i < count; i += 1) {
    const port = pool[(start + i * step) % pool.length] as number;
    const udp = random.chance(0.15);
    const path = SERVICES.length + random.below(TAIL_PATHS.length);
    const pid = TAIL_PATHS[path - SERVICES.length] === '' ? 0 : 1000 + random.below(60_000);
    const draw = random.unit();
    const address =
      draw < 0.45 ? ANY4 : draw < 0.6 ? ANY6 : draw < 0.8 ? LOOP4 : draw < 0.88 ? OWN : draw < 0.92 ? BRIDGE
      : draw < 0.96 ? MAPPED_LOOP : NONE; // prettier-ignore
    const six = address === ANY6 || address === MAPPED_LOOP ? 2 : 0;
    rows.push(packRow(port, six + (udp ? 1 : 0), address, riskOf(port, udp)), pid, path, -1);
  }
}

function tailLength(random: Random, host: Host): number {
  if (host.density === 'giant') return 300;
  if (host.density === 'dense') return 90 + random.below(60);
  const draw = random.unit();
  if (draw < 0.2) return 0;
  return 1 + Math.floor(random.unit() * random.unit() * 9);
}

function shuffle(rows: Int32Array, random: Random): void {
  for (let i = rows.length / STRIDE - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    if (i === j) continue;
    for (let k = 0; k < STRIDE; k += 1) {
      const held = rows[i * STRIDE + k] as number;
      rows[i * STRIDE + k] = rows[j * STRIDE + k] as number;
      rows[j * STRIDE + k] = held;
    }
  }
}

/**
 * The port rows of a server in the order the emulator lists them: stable, but sorted by nothing.
 * No two rows agree in port, protocol, address, container and pid.
 */
export function makePortTable(
  seed: number,
  host: Host,
  plan: readonly Instance[],
  pool: Uint16Array,
): PortTable {
  if (plan.length === 0) return new Int32Array(0);
  const random = new Random(hash(seed ^ PORTS, host.index));
  const rows: number[] = [];
  for (const instance of plan) {
    const { service, pid, container } = instance;
    for (const listener of (SERVICES[service] as Service).listeners) {
      addListener(rows, random, listener, instance);
      // Two workers on one socket give rows that differ in the process only.
      if (service === NGINX && listener.port === 80 && random.chance(0.05)) {
        rows.push(packRow(80, 0, ANY4, NORMAL), pid + 1, service, container);
      }
    }
  }
  addTail(rows, random, pool, tailLength(random, host));
  const table = Int32Array.from(rows);
  shuffle(table, random);
  return table;
}
