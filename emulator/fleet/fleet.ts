import { LRUCache } from 'lru-cache';
import { makeHost, type Host } from './host.js';
import { HostFacts } from './host-facts.js';
import { mutate, type Mutation, type MutationCounts } from './mutation.js';
import { planOf, type Instance } from './plan.js';
import { PortIndex } from './port-index.js';
import { applyIgnored, type IgnoredPorts } from './ignored-ports.js';
import { applyEdits, type PortEdit } from './port-edits.js';
import { makePortTable, tailPool, type PortTable } from './port-table.js';
import { seedOf } from './random.js';

/** Number of servers whose rows are kept; choice. */
const TABLES_KEPT = 20_000;

/**
 * The servers of one project with all their rows. Seed and size determine everything, so only names and positions of servers
 * are stored; rows are made on request.
 */
export class Fleet {
  readonly facts: HostFacts;
  private readonly hosts: Host[];
  private readonly byId: Map<string, number>;
  private readonly pool: Uint16Array;
  private readonly tables = new LRUCache<number, PortTable>({ max: TABLES_KEPT });
  private mutations: Mutation[] = [];
  /** By server: ports that a caller set to "ignore", or back. */
  private readonly ignored = new Map<number, IgnoredPorts>();
  /** By server: ports opened and closed on order. */
  private readonly edits = new Map<number, PortEdit[]>();
  private byAgent: Map<string, number> | undefined;
  private portIndex: PortIndex | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly seed: number,
    readonly size: number,
    name: string,
  ) {
    this.facts = new HostFacts(seed, name);
    this.pool = tailPool(seed);
    this.hosts = Array.from({ length: size }, (_, index) => makeHost(seed, index, size));
    this.byId = new Map(this.hosts.map((host) => [host.id, host.index]));
  }

  /** Makes a fleet from a seed that is a word or a number. */
  static of(seed: string | number, size: number, name: string): Fleet {
    return new Fleet(typeof seed === 'number' ? seed >>> 0 : seedOf(seed), size, name);
  }

  host(index: number): Host {
    return this.hosts[index] as Host;
  }

  find(id: string): Host | undefined {
    const index = this.byId.get(id);
    return index === undefined ? undefined : this.hosts[index];
  }

  all(): readonly Host[] {
    return this.hosts;
  }

  plan(host: Host): Instance[] {
    return planOf(this.seed, host);
  }

  /** Returns the port rows of a server, and caches them. */
  ports(index: number): PortTable {
    let table = this.tables.get(index);
    if (table === undefined) {
      table = this.makePorts(index);
      this.tables.set(index, table);
    }
    return table;
  }

  /** Returns the port rows of a server without caching, for walks over the whole fleet. */
  makePorts(index: number): PortTable {
    const host = this.host(index);
    let table = makePortTable(this.seed, host, planOf(this.seed, host), this.pool);
    for (const wave of this.mutations) table = mutate(table, index, wave, this.pool);
    const edits = this.edits.get(index);
    if (edits !== undefined) table = applyEdits(table, edits);
    const ignored = this.ignored.get(index);
    return ignored === undefined ? table : applyIgnored(table, ignored);
  }

  /** Returns all rows by port. The first call builds the index, which takes up to two seconds for 100 000 servers. */
  index(): PortIndex {
    return (this.portIndex ??= new PortIndex(this));
  }

  /** Calls the listener whenever rows change, so that copies can be discarded. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Changes a share of all port rows. Returns the number of changes by kind. */
  mutate(wave: Mutation): MutationCounts {
    const counts: MutationCounts = { opened: 0, closed: 0, changed: 0 };
    for (const host of this.hosts) mutate(this.makePorts(host.index), host.index, wave, this.pool, counts);
    this.mutations = [...this.mutations, wave];
    this.changed();
    return counts;
  }

  /** Opens or closes one TCP port of one server. */
  editPort(index: number, edit: PortEdit): void {
    this.edits.set(index, [...(this.edits.get(index) ?? []), edit]);
    this.changed();
  }

  /** Sets ports to "ignore" or back, as users of the vendor's console do; skips unknown agents. */
  ignorePorts(ports: readonly { agentId: string; port: number; udp: boolean }[], ignore: boolean): void {
    this.byAgent ??= new Map(this.hosts.map((host) => [this.facts.agentId(host), host.index]));
    for (const { agentId, port, udp } of ports) {
      const index = agentId === '' ? undefined : this.byAgent.get(agentId);
      if (index === undefined) continue;
      const ignored = this.ignored.get(index) ?? new Map<number, boolean>();
      this.ignored.set(index, ignored.set(port * 2 + (udp ? 1 : 0), ignore));
    }
    this.changed();
  }

  /** Undoes all changes. */
  reset(): void {
    this.mutations = [];
    this.ignored.clear();
    this.edits.clear();
    this.changed();
  }

  private changed(): void {
    this.tables.clear();
    this.portIndex = undefined;
    for (const listener of this.listeners) listener();
  }
}
