import type { Host } from './host.js';
import { portOf, riskIn, STRIDE, typeOf, type PortTable } from './port-table.js';

/** The servers and rows that the caller of a fleet-wide port list may see. */
export interface PortScope {
  /** One bit for each of ENTERPRISE_PROJECTS; the lowest is the first. */
  readonly enterpriseProjects: number;
  readonly containersOnly: boolean;
  /** Whether statistics count TCP6 as TCP and UDP6 as UDP. */
  readonly ipv6Folded?: boolean;
}

/** One line of the port statistics. */
export interface PortCount {
  readonly port: number;
  /** Place in TYPES. */
  readonly type: number;
  /** Servers and containers that have it open, each counted once. */
  num: number;
  /** The highest risk of its rows. */
  risk: number;
}

/** The members of a fleet that the index reads. */
export interface IndexedFleet {
  readonly size: number;
  host(index: number): Pick<Host, 'enterpriseProject'>;
  makePorts(index: number): PortTable;
}

/** All port rows of a fleet by port: some ten bytes a row. Rows of one port stand in the fleet's order of servers. */
export class PortIndex {
  private readonly start = new Uint32Array(65_537);
  private readonly hosts: Uint32Array;
  private readonly ordinals: Uint16Array;
  private readonly words: Uint32Array;
  private readonly containers: Int16Array;
  private readonly counts = new Map<string, PortCount[]>();

  constructor(private readonly fleet: IndexedFleet) {
    let rows = 0;
    const sizes = new Uint32Array(65_537);
    // Rows are made twice instead of stored, because the rows of 100 000 servers take much memory.
    for (let i = 0; i < fleet.size; i += 1) {
      const table = fleet.makePorts(i);
      rows += table.length / STRIDE;
      for (let at = 0; at < table.length; at += STRIDE) sizes[portOf(table[at] as number)]! += 1;
    }
    for (let port = 0, sum = 0; port < 65_537; port += 1) {
      this.start[port] = sum;
      sum += sizes[port] as number;
    }
    this.hosts = new Uint32Array(rows);
    this.ordinals = new Uint16Array(rows);
    this.words = new Uint32Array(rows);
    this.containers = new Int16Array(rows);
    const next = this.start.slice();
    for (let i = 0; i < fleet.size; i += 1) {
      const table = fleet.makePorts(i);
      for (let at = 0; at < table.length; at += STRIDE) {
        const word = table[at] as number;
        const place = next[portOf(word)]!++;
        this.hosts[place] = i;
        this.ordinals[place] = at / STRIDE;
        this.words[place] = word;
        this.containers[place] = table[at + 3] as number;
      }
    }
  }

  get rows(): number {
    return this.hosts.length;
  }

  hostAt(place: number): number {
    return this.hosts[place] as number;
  }

  ordinalAt(place: number): number {
    return this.ordinals[place] as number;
  }

  /** First and one past the last place of a port's rows. */
  range(port: number): readonly [number, number] {
    return [this.start[port] as number, this.start[port + 1] as number];
  }

  /** The places of a port's rows that the scope and the type allow; type -1 for any. */
  places(port: number, scope: PortScope, type: number, allow: (hostIndex: number) => boolean): Uint32Array {
    const [from, to] = this.range(port);
    const found: number[] = [];
    for (let place = from; place < to; place += 1) {
      if (type >= 0 && typeOf(this.words[place] as number) !== type) continue;
      if (scope.containersOnly && (this.containers[place] as number) < 0) continue;
      const host = this.hosts[place] as number;
      if (this.inScope(host, scope) && allow(host)) found.push(place);
    }
    return Uint32Array.from(found);
  }

  /** The statistics within a scope, in a stable order that is sorted by nothing. Worked out once for each scope. */
  statistics(scope: PortScope): readonly PortCount[] {
    const key = `${scope.enterpriseProjects}|${scope.containersOnly}|${scope.ipv6Folded === true}`;
    const known = this.counts.get(key);
    if (known !== undefined) return known;
    const counts: PortCount[] = [];
    for (let port = 0; port < 65_536; port += 1) {
      if (this.start[port] !== this.start[port + 1]) this.count(port, scope, counts);
    }
    counts.sort((a, b) => order(a) - order(b));
    this.counts.set(key, counts);
    return counts;
  }

  private inScope(host: number, scope: PortScope): boolean {
    return ((scope.enterpriseProjects >>> this.fleet.host(host).enterpriseProject) & 1) === 1;
  }

  private count(port: number, scope: PortScope, counts: PortCount[]): void {
    const lines: (PortCount | undefined)[] = [undefined, undefined, undefined, undefined];
    const [from, to] = this.range(port);
    const seen = new Set<number>();
    let current = -1;
    for (let place = from; place < to; place += 1) {
      const container = this.containers[place] as number;
      if (scope.containersOnly && container < 0) continue;
      const host = this.hosts[place] as number;
      if (!this.inScope(host, scope)) continue;
      if (host !== current) {
        seen.clear();
        current = host;
      }
      const word = this.words[place] as number;
      const type = scope.ipv6Folded === true ? typeOf(word) & 1 : typeOf(word);
      const line = (lines[type] ??= { port, type, num: 0, risk: 0 });
      line.risk = Math.max(line.risk, riskIn(word));
      // Several sockets of one container or server count once.
      const opener = (container + 1) * 4 + type;
      if (seen.has(opener)) continue;
      seen.add(opener);
      line.num += 1;
    }
    for (const line of lines) if (line !== undefined) counts.push(line);
  }
}

function order(line: PortCount): number {
  return Math.imul(line.port * 4 + line.type + 1, 0x9e3779b1) >>> 0;
}
