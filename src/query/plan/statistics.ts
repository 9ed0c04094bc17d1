import { LRUCache } from 'lru-cache';
import { readWholeList } from '../../fleet/read-list.js';
import { shareOfHeap } from '../../kernel/memory.js';
import { pagesBehind } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import {
  hssScope,
  type AssetRow,
  type AssetSource,
  type KeyCount,
  type KeyedSource,
  type QueryScope,
} from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import { cacheKey } from '../cache/row-cache.js';

/** The vendor's counts by key, of one project. */
export interface Statistics {
  readonly counts: readonly KeyCount[];
  /** When they were read, Unix milliseconds. */
  readonly asOf: number;
}

/** How old counts may be for pricing, in milliseconds. A choice: prices may be a little wrong, answers may not. */
export const PRICING_AGE_MS = 600_000;

/** Statistics kept, in bytes: a caller chooses whose by naming enterprise projects. A choice. */
const MOST_BYTES = shareOfHeap(1 / 40, 32 * 1024 * 1024);
/** What one line weighs, in bytes: two objects and their members. A choice. */
const LINE_BYTES = 200;

/** Keeps the vendor's counts: old ones are good for prices, fresh ones also say which keys there are. */
export class StatisticsBook {
  private readonly kept = new LRUCache<string, Statistics>({
    maxSize: MOST_BYTES,
    ttl: PRICING_AGE_MS,
    sizeCalculation: ({ counts }, key) => 2 * key.length + LINE_BYTES * (counts.length + 1),
  });

  constructor(private readonly options: { readonly pageLimit: number; readonly window: number }) {}

  /** Returns the counts that are kept, when they are no older than `maxAgeMs`. */
  peek<Row extends AssetRow>(
    source: AssetSource<Row>,
    project: UpstreamProject,
    scope: QueryScope,
    maxAgeMs: number,
  ): Statistics | undefined {
    const kept = this.kept.get(keyOf(source, project, scope));
    return kept !== undefined && Date.now() - kept.asOf <= maxAgeMs ? kept : undefined;
  }

  /** Returns about how many calls reading them takes. */
  callsOf<Row extends AssetRow>(
    source: AssetSource<Row>,
    project: UpstreamProject,
    scope: QueryScope,
  ): number {
    const kept = this.kept.get(keyOf(source, project, scope));
    return Math.max(
      1,
      Math.ceil((kept?.counts.length ?? 3 * this.options.pageLimit) / this.options.pageLimit),
    );
  }

  /** Reads them anew. @throws Fault when they cannot be read whole. */
  async read<Row extends AssetRow>(
    source: AssetSource<Row>,
    keyed: KeyedSource<Row>,
    project: UpstreamProject,
    scope: QueryScope,
    context: QueryContext,
  ): Promise<Statistics> {
    const statistics = await this.readNarrowed(keyed, project, scope, undefined, context);
    this.kept.set(keyOf(source, project, scope), statistics);
    return statistics;
  }

  /** Reads lines anew, and keeps none. @param narrowing one of those of a `KeySelection`. @throws Fault when they cannot be read whole. */
  async readNarrowed<Row extends AssetRow>(
    keyed: KeyedSource<Row>,
    project: UpstreamProject,
    scope: QueryScope,
    narrowing: Readonly<Record<string, string>> | undefined,
    context: QueryContext,
  ): Promise<Statistics> {
    const asOf = Date.now();
    const counts = await readWholeList({
      fetchPage: async ({ offset, limit, signal }) => {
        const asked = { project, offset, limit, scope, context: context.under(signal) };
        const page = await keyed.counts(narrowing === undefined ? asked : { ...asked, narrowing });
        if (offset === 0) await context.meter?.cover(pagesBehind(page.total, page.limit ?? limit));
        return page;
      },
      pageLimit: this.options.pageLimit,
      window: this.options.window,
      compare: keyed.compareCounts,
      signal: context.signal,
    });
    return { counts, asOf };
  }
}

function keyOf<Row extends AssetRow>(
  source: AssetSource<Row>,
  project: UpstreamProject,
  scope: QueryScope,
): string {
  const { enterpriseProjectId, category } = hssScope(project, scope);
  return cacheKey(source.type, project.alias, enterpriseProjectId, category);
}
