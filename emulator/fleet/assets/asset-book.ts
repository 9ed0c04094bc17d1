import { LRUCache } from 'lru-cache';
import type { Fleet } from '../fleet.js';
import { hasAgent, type Host } from '../host.js';
import { accountRows } from './accounts.js';
import { aiComponentRows } from './ai-components.js';
import { autoLaunchRows } from './auto-launches.js';
import { kernelModuleRows } from './kernel-modules.js';
import { frameworkRows, packageRows } from './packages.js';
import { portRows } from './ports.js';
import { processRows } from './processes.js';
import { ASSET_TYPES, type AssetRow, type AssetType, type RowMaker } from './row.js';
import { Site } from './site.js';
import { softwareRows } from './software.js';
import { siteRows } from './web-sites.js';
import { databaseRows, webAppRows, webServiceRows } from './web-software.js';

const MAKERS: Readonly<Record<AssetType, RowMaker>> = {
  users: accountRows,
  auto_launch: autoLaunchRows,
  database: databaseRows,
  web_cms: webAppRows,
  web_service: webServiceRows,
  jar_package: packageRows,
  port: portRows,
  process: processRows,
  web_framework: frameworkRows,
  web_site: siteRows,
  app: softwareRows,
  kernel_module: kernelModuleRows,
  ai_component: aiComponentRows,
};

/** A query for rows. Queries with equal keys must select equal rows. */
export interface AssetQuestion {
  readonly type: AssetType;
  readonly key: string;
  host(host: Host): boolean;
  row(row: AssetRow): boolean;
}

/** The result of a query as positions: six bytes a row. */
export class Selection {
  constructor(
    private readonly book: AssetBook,
    private readonly type: AssetType,
    private readonly hosts: Uint32Array,
    private readonly ordinals: Uint16Array,
  ) {}

  get length(): number {
    return this.hosts.length;
  }

  /** Rows from one place up to, but not with, another; those that vanished since the question was asked are left out. */
  slice(from: number, to: number): AssetRow[] {
    const rows: AssetRow[] = [];
    for (let place = from; place < to; place += 1) {
      rows.push(
        this.book.rows(this.type, this.hosts[place] as number)[this.ordinals[place] as number] as AssetRow,
      );
    }
    return rows;
  }

  /** Yields all rows, without having all in memory. */
  *all(): Generator<AssetRow> {
    let [current, rows]: [number, AssetRow[]] = [-1, []];
    for (let place = 0; place < this.length; place += 1) {
      const host = this.hosts[place] as number;
      if (host !== current) [current, rows] = [host, this.book.makeRowsAt(this.type, host)];
      const row = rows[this.ordinals[place] as number];
      if (row !== undefined) yield row;
    }
  }
}

const SITES_KEPT = 2000;
const ANSWERS_KEPT = 64;

/** The rows of one server by type; each type is made on its first use. */
class SiteRows {
  private readonly site: Site;
  private readonly made: Partial<Record<AssetType, AssetRow[]>> = {};

  constructor(fleet: Fleet, host: Host) {
    this.site = new Site(fleet, host);
  }

  of(type: AssetType): AssetRow[] {
    return (this.made[type] ??= hasAgent(this.site.host) ? MAKERS[type](this.site) : []);
  }
}

/** How many rows of each type there are. */
export type AssetCounts = Readonly<Record<AssetType, number>>;

/** All fingerprints of a fleet: rows by server, and answers to questions over all servers. */
export class AssetBook {
  private readonly kept = new LRUCache<number, SiteRows>({ max: SITES_KEPT });
  private readonly answers = new LRUCache<string, Selection>({ max: ANSWERS_KEPT });
  private readonly counted = new LRUCache<string, AssetCounts>({ max: ANSWERS_KEPT });

  constructor(private readonly fleet: Fleet) {
    fleet.onChange(() => {
      this.kept.clear();
      this.answers.clear();
      this.counted.clear();
    });
  }

  /** Returns the rows of one server, and caches them; none without an agent. */
  rows(type: AssetType, hostIndex: number): AssetRow[] {
    let rows = this.kept.get(hostIndex);
    if (rows === undefined) {
      rows = new SiteRows(this.fleet, this.fleet.host(hostIndex));
      this.kept.set(hostIndex, rows);
    }
    return rows.of(type);
  }

  /** Returns the rows of one server without caching, for walks over the whole fleet. */
  makeRowsAt(type: AssetType, hostIndex: number): AssetRow[] {
    return this.makeRows(type, this.fleet.host(hostIndex));
  }

  private makeRows(type: AssetType, host: Host): AssetRow[] {
    return hasAgent(host) ? MAKERS[type](new Site(this.fleet, host)) : [];
  }

  /** Returns the rows that match, in the fleet's order of servers. Results are cached by key. */
  ask(question: AssetQuestion): Selection {
    const key = `${question.type} ${question.key}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const hosts: number[] = [];
    const ordinals: number[] = [];
    for (const host of this.fleet.all()) {
      if (!question.host(host)) continue;
      const rows = this.makeRows(question.type, host);
      for (let ordinal = 0; ordinal < rows.length; ordinal += 1) {
        if (!question.row(rows[ordinal] as AssetRow)) continue;
        hosts.push(host.index);
        ordinals.push(ordinal);
      }
    }
    const selection = new Selection(this, question.type, Uint32Array.from(hosts), Uint16Array.from(ordinals));
    this.answers.set(key, selection);
    return selection;
  }

  /** Rows of every type on the servers that fit. `key` names the question, as in {@link ask}. */
  count(key: string, fits: (host: Host) => boolean, containersOnly: boolean): AssetCounts {
    const known = this.counted.get(key);
    if (known !== undefined) return known;
    const counts = Object.fromEntries(ASSET_TYPES.map((type) => [type, 0])) as Record<AssetType, number>;
    for (const host of this.fleet.all()) {
      if (!fits(host) || !hasAgent(host)) continue;
      const rows = new SiteRows(this.fleet, host);
      for (const type of ASSET_TYPES) {
        const all = rows.of(type);
        counts[type] += containersOnly
          ? all.filter(({ container_id: id }) => id !== undefined && id !== '').length
          : all.length;
      }
    }
    this.counted.set(key, counts);
    return counts;
  }
}
