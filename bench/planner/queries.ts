import type { TrueHost } from '../../test/support/truth/fleet.js';
import type { Truth, TruePort } from '../../test/support/truth/ports.js';

/** A query and the rows that its answer must hold. */
export interface RandomQuery {
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly wanted: readonly TruePort[];
  /** Rows of one page; undefined for a stream of all. */
  readonly limit: number | undefined;
}

interface Filter {
  readonly body: Readonly<Record<string, unknown>>;
  readonly passes: (row: TruePort) => boolean;
}

/** Returns a generator of numbers in [0, 1), the same for the same seed (mulberry32, public domain). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes queries of every kind about one fleet: all servers, selections, 1 to 3 000 ids; filtered, paged, streamed. */
export class QueryMaker {
  private readonly ports: readonly number[];
  private readonly byHost = new Map<string, TruePort[]>();

  constructor(
    private readonly truth: Truth,
    private readonly roll: () => number,
  ) {
    this.ports = [...new Set(truth.rows.map(({ port }) => port))];
    for (const { host_id: id } of truth.hosts) this.byHost.set(id, []);
    for (const row of truth.rows) this.byHost.get(row.host_id)?.push(row);
  }

  next(): RandomQuery {
    const { body: hosts, ids } = this.hosts();
    const filters = this.filters();
    const limit = this.roll() < 0.4 ? this.pick([10, 100, 1000]) : undefined;
    const sort = this.roll() < 0.1 ? this.pick(['port', '-status,port', '-host']) : undefined;
    const asked = Object.assign({}, ...filters.map(({ body }) => body)) as Record<string, unknown>;
    const form = { ...(limit === undefined ? {} : { limit }), ...(sort === undefined ? {} : { sort }) };
    const rows = ids.flatMap((id) => this.byHost.get(id) ?? []);
    return {
      text: [
        describe(hosts),
        ...Object.entries({ ...asked, ...form }).map(([k, v]) => `${k}=${said(v)}`),
      ].join(' '),
      body: { ...hosts, ...asked, ...form },
      wanted: rows.filter((row) => filters.every(({ passes }) => passes(row))),
      limit,
    };
  }

  private hosts(): { body: Record<string, unknown>; ids: readonly string[] } {
    const { hosts } = this.truth;
    const roll = this.roll();
    if (roll < 0.4) return { body: { hosts: { all: true } }, ids: hosts.map(({ host_id: id }) => id) };
    if (roll < 0.65) {
      const [selection, selects] = this.selection();
      return { body: { hosts: selection }, ids: hosts.filter(selects).map(({ host_id: id }) => id) };
    }
    const count = Math.round(Math.exp(this.roll() * Math.log(3_000)));
    const ids = new Set<string>();
    while (ids.size < Math.min(count, hosts.length)) ids.add(this.pick(hosts).host_id);
    return { body: { host_ids: [...ids] }, ids: [...ids] };
  }

  private selection(): [Record<string, unknown>, (host: TrueHost) => boolean] {
    const roll = this.roll();
    if (roll < 0.3) return [{ agent_status: 'online' }, (host) => host.agent_status === 'online'];
    if (roll < 0.5) return [{ os: 'windows' }, (host) => host.os_type.toLowerCase() === 'windows'];
    const part = this.pick(this.truth.hosts).host_name.slice(0, 2 + Math.floor(this.roll() * 6));
    if (part.trim() !== part || part === '') return this.selection();
    return [{ name: part }, (host) => host.host_name.toLowerCase().includes(part.toLowerCase())];
  }

  private filters(): Filter[] {
    const filters: Filter[] = [];
    const roll = this.roll();
    if (roll < 0.5) filters.push(this.portFilter());
    if (this.roll() < 0.15) {
      const protocol = this.pick(['tcp', 'udp']);
      filters.push({ body: { protocol }, passes: (row) => row.protocol === protocol });
    }
    if (this.roll() < 0.25) {
      const status = this.pick(['danger', 'danger', 'normal', 'unknown']);
      filters.push({ body: { status }, passes: (row) => row.status === status });
    }
    if (this.roll() < 0.12) {
      const exposure = this.pick(['loopback', 'all_interfaces', 'interface']);
      filters.push({ body: { exposure }, passes: (row) => exposureOf(row) === exposure });
    }
    if (this.roll() < 0.12) {
      const process = this.pick(['ssh', 'java', '/usr', 'mysqld', 'gitea']);
      filters.push({ body: { process }, passes: (row) => row.process_path?.includes(process) === true });
    }
    if (this.roll() < 0.15) {
      const category = this.pick(['host', 'container']);
      filters.push({
        body: { category },
        passes: (row) => (row.container_id !== null) === (category === 'container'),
      });
    }
    return filters;
  }

  private portFilter(): Filter {
    const roll = this.roll();
    const port: unknown =
      roll < 0.3
        ? this.pick([22, 80, 443, 3306, 8080])
        : roll < 0.5
          ? this.pick(this.ports.filter((each) => each > 0))
          : roll < 0.7
            ? [
                this.pick([22, 23, 3389]),
                this.pick([6379, 9200]),
                `${8000 + Math.floor(this.roll() * 50)}-8100`,
              ]
            : this.pick(['1-1023', '8000-8100', '20000-60000', '30000-30050']);
    const ranges = [port].flat().map((part) => String(part).split('-').map(Number));
    return {
      body: { port },
      passes: (row) => ranges.some(([from = 0, to = from]) => row.port >= from && row.port <= to),
    };
  }

  private pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.roll() * values.length)] as T;
  }
}

function exposureOf({ listen_address: address }: TruePort): string | null {
  if (address === null) return null;
  if (/^(0\.0\.0\.0|::|::ffff:0\.0\.0\.0)$/.test(address)) return 'all_interfaces';
  return /^(::ffff:)?127\.|^::1$/.test(address) ? 'loopback' : 'interface';
}

function describe(hosts: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(hosts['host_ids'])) return `${hosts['host_ids'].length} named`;
  return Object.entries(hosts['hosts'] as Record<string, unknown>)
    .map(([name, value]) => (name === 'all' ? 'all' : `${name}=${said(value)}`))
    .join(' ');
}

function said(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
