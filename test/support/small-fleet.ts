import { by } from '../../src/fleet/order.js';
import type { Page } from '../../src/fleet/outcome.js';
import type { Fault } from '../../src/kernel/fault.js';
import type { Caller } from '../../src/platform/http/admission/caller.js';
import { RowCache } from '../../src/query/cache/row-cache.js';
import type { PlanServices } from '../../src/query/plan/plan.js';
import { StatisticsBook } from '../../src/query/plan/statistics.js';
import type { AssetRow, AssetSource, KeyCount } from '../../src/query/question/fleet-query.js';
import { QueryContext } from '../../src/query/question/query-context.js';
import type { QueryInput } from '../../src/query/question/query-input.js';
import { HostReader } from '../../src/query/reading/host-reader.js';
import { HostDirectory } from '../../src/query/servers/host-directory.js';
import { QueryResolver } from '../../src/query/servers/query-resolver.js';
import { SnapshotStore } from '../../src/query/snapshots/snapshot-store.js';
import type { HssHost } from '../../src/upstream/hss/hosts.js';
import type { QuotaState, UpstreamProject, UpstreamProjects } from '../../src/upstream/projects.js';

export interface SmallRow extends AssetRow {
  readonly port: number;
}

/** Ports by host id, by alias of the project. */
type Fleets = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

const PAGE_LIMIT = 200;
const WINDOW = 8;

export const ADMIN: Caller = { id: 'admin', kind: 'api-key', scopes: new Set(), projects: '*' };

const contexts: QueryContext[] = [];

/** Stops the clocks of all contexts that fleets have made; call it after each test. */
export function disposeContexts(): void {
  for (const context of contexts.splice(0)) context.dispose();
}

/** A vendor in memory under a real engine: the other end of the network, for specs of milliseconds. */
export class SmallFleet {
  /** Calls so far, such as `hosts`, `host a`, `statistics`, `key 22`. */
  readonly calls: string[] = [];
  /** Makes a call fail. */
  failing: (call: string) => Fault | undefined = () => undefined;
  /** Makes a call wait. */
  holding: (call: string) => Promise<void> | undefined = () => undefined;
  quota: QuotaState | undefined;
  readonly projects: UpstreamProjects;
  readonly services: PlanServices;

  /** @param growFrom hosts from which on a stream begins before their list ends. Default: none of these fleets is so large. */
  constructor(
    private readonly fleets: Fleets,
    growFrom = Infinity,
  ) {
    const all = Object.keys(fleets).map((alias) => this.project(alias));
    this.projects = {
      all,
      default: all[0] as UpstreamProject,
      find: (alias) => all.find((project) => project.alias === alias),
    };
    const options = { pageLimit: PAGE_LIMIT, window: WINDOW };
    const directory = new HostDirectory({ ...options, maxAgeMs: 60_000 });
    this.services = {
      directory,
      resolver: new QueryResolver(this.projects, directory),
      hosts: new HostReader(new RowCache(0), options),
      statistics: new StatisticsBook(options),
      snapshots: new SnapshotStore(1_000_000),
      options: { ...options, growFrom },
    };
  }

  /** How the rows are read: host by host, and by port. */
  readonly source: AssetSource<SmallRow> = {
    type: 'small',
    members: ['project', 'host_id', 'port'],
    compare: by((row) => row.port),
    orderMembers: ['port'],
    sorts: { port: { key: (row) => row.port, members: ['port'] } },
    fetchPage: ({ project, hostId, offset, limit }) =>
      this.answer(`host ${hostId}`, offset, limit, () => this.rowsOf(project.alias, hostId)),
    keyed: {
      endpoints: { list: 'list', keyed: 'keyed', statistics: 'statistics' },
      compareCounts: by(({ key }) => key),
      keyOf: ({ port }) => port,
      refuses: ({ key }) => (key === 0 ? 'port 0 is listed by server only' : undefined),
      counts: ({ project, offset, limit }) =>
        this.answer('statistics', offset, limit, () => this.countsOf(project.alias)),
      fetchPage: async ({ project, key, offset, limit, take }) => {
        const { rows, total } = await this.answer(`key ${key}`, offset, limit, () =>
          this.allRows(project.alias).filter(({ port }) => port === key),
        );
        return { rows: rows.map((row) => take(row, null, null)), total };
      },
    },
  };

  /** The query for all rows of all hosts, but for what is said otherwise. */
  input(more: Partial<QueryInput<SmallRow>> = {}): QueryInput<SmallRow> {
    return {
      hosts: { selection: {} },
      category: 'host',
      filters: {},
      sort: [],
      includeHost: false,
      maxAgeMs: 0,
      plan: 'auto',
      keys: { id: '', wants: () => true },
      ...more,
    };
  }

  context(): QueryContext {
    const context = new QueryContext('admin', 10_000, new AbortController().signal);
    contexts.push(context);
    return context;
  }

  private project(alias: string): UpstreamProject {
    const hosts = Object.keys(this.fleets[alias] ?? {}).map(hostOf);
    return {
      alias,
      enterpriseProjectId: '0',
      quota: () => this.quota,
      hss: {
        hosts: ({ hostIdList }: { hostIdList?: string }, page: { offset: number; limit: number }) =>
          this.answer('hosts', page.offset, page.limit, () =>
            hosts.filter(({ hostId }) => hostIdList?.split(',').includes(hostId) !== false),
          ),
        hostIds: (_scope: string, page: { offset: number; limit: number }) =>
          this.answer(`hosts from ${page.offset}`, page.offset, page.limit, () =>
            hosts.map(({ hostId }) => hostId),
          ),
      },
    } as unknown as UpstreamProject;
  }

  private answer<R>(call: string, offset: number, limit: number, all: () => readonly R[]): Promise<Page<R>> {
    this.calls.push(call);
    const fault = this.failing(call);
    if (fault !== undefined) return Promise.reject(fault);
    const rows = all();
    const page = { rows: rows.slice(offset, offset + limit), total: rows.length };
    return this.holding(call)?.then(() => page) ?? Promise.resolve(page);
  }

  private rowsOf(project: string, hostId: string): SmallRow[] {
    return (this.fleets[project]?.[hostId] ?? []).map((port) => ({ project, host_id: hostId, port }));
  }

  private allRows(project: string): SmallRow[] {
    return Object.keys(this.fleets[project] ?? {}).flatMap((hostId) => this.rowsOf(project, hostId));
  }

  private countsOf(project: string): KeyCount[] {
    const counts = new Map<number, number>();
    for (const { port } of this.allRows(project)) counts.set(port, (counts.get(port) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a - b).map(([key, rows]) => ({ key, rows, traits: {} }));
  }
}

function hostOf(hostId: string): HssHost {
  return { hostId, hostName: `name-${hostId}`, privateIp: null, publicIp: null } as HssHost;
}
