import { fanOutBatches, type FanOutProgress } from '../../../fleet/fan-out.js';
import type { Outcome, PageRequest, Page } from '../../../fleet/outcome.js';
import { takeInOrder } from '../../../fleet/take.js';
import type { UpstreamProject } from '../../../upstream/projects.js';
import type { AssetRow, AssetSource, FleetQuery, QueryScope } from './fleet-query.js';
import type { FleetReader, ReadingNotes } from './fleet-reader.js';
import type { QueryContext } from './query-context.js';
import { cacheKey, type RowCache } from './row-cache.js';
import { RowSample } from './row-sample.js';
import type { Target } from './target.js';

/**
 * A list documented with at most 10 000 rows may stop counting there (source: the vendor's reference; whether it does is
 * not known), so a total of exactly that is not believed.
 */
const TOTAL_CAP = 10_000;

/** How many hosts' worth of evidence the mean rows so far count for. A choice: a page or two of usual servers. */
const MEMORY_HOSTS = 100;

export interface HostReaderOptions {
  readonly pageLimit: number;
  /** Requests in flight for one query. */
  readonly window: number;
  /** What it takes to trust a host of several pages; see `PageWalkOptions`. */
  readonly assurance?: 'once' | 'twice';
}

/** Reads hosts one by one, as the plan `per-host` does: through the cache, else a page walk upstream. */
export class HostReader implements FleetReader {
  /** Mean rows of a host by type and category, learned; a good first guess of how many hosts fill a page. */
  private readonly averageRows = new Map<string, number>();
  private readonly sample = new RowSample();

  constructor(
    private readonly cache: RowCache,
    private readonly options: HostReaderOptions,
  ) {}

  /** Whole hosts in the query's order from `start` on, until `want` rows are there or the hosts end. */
  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    notes: ReadingNotes,
  ): Promise<{ outcomes: readonly Outcome<Target, Row>[]; next: number }> {
    const readAt = Date.now();
    const expectedRows = this.expectedRows(query.source.type, query.scope);
    const taken = await takeInOrder(query.targets, start, want, {
      ...this.common(query, context, notes),
      ...(expectedRows === undefined ? {} : { expectedRows }),
    });
    if (taken.averageRows !== null) this.learn(query, taken.averageRows, taken.outcomes.length);
    for (const outcome of taken.outcomes) {
      this.keep(query, outcome, readAt);
      if (outcome.kind === 'rows')
        this.sample.see(subjectOf(query, outcome.target.project), outcome.target.hostId, outcome.rows);
    }
    return taken;
  }

  /** Mean rows of a host of this type as seen lately; undefined before any was read. */
  expectedRows(type: string, { category }: QueryScope): number | undefined {
    return this.averageRows.get(cacheKey(type, category));
  }

  /** Rows of a host that a filter lets through, up to `most`, by a project's hosts seen lately; undefined when those are few. */
  expectedMatches<Row extends AssetRow>(
    source: AssetSource<Row>,
    scope: QueryScope,
    project: UpstreamProject,
    matches: (row: Row) => boolean,
    most: number,
  ): number | undefined {
    const seen = (category: QueryScope['category']): number | undefined =>
      this.sample.matchingPerHost(
        subjectOf({ source, scope: { ...scope, category } }, project),
        matches,
        most,
      );
    // On a server is also what is in its containers; filters tell them apart.
    return seen(scope.category) ?? seen('host');
  }

  /** How many of the next `hosts` targets from `start` on would have to be asked upstream. */
  missing<Row extends AssetRow>(query: FleetQuery<Row>, start: number, hosts: number): number {
    let missing = 0;
    const end = Math.min(query.targets.length, start + hosts);
    for (let at = start; at < end; at++) {
      if (this.cache.get(keyOf(query, query.targets[at] as Target), query.maxAgeMs) === undefined) missing++;
    }
    return missing;
  }

  /** All hosts as they complete, in batches. A stream passes by the cache: it would push everything else out. */
  all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    notes: ReadingNotes,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    return fanOutBatches(query.targets, {
      ...this.common(query, context, notes),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }

  /** Remembers a host's rows, unless they came from here. */
  keep<Row extends AssetRow>(query: FleetQuery<Row>, outcome: Outcome<Target, Row>, readAt: number): void {
    if (outcome.kind !== 'rows') return;
    const key = keyOf(query, outcome.target);
    if (this.cache.get(key, query.maxAgeMs) === undefined)
      this.cache.set(key, { rows: outcome.rows, at: readAt });
  }

  /** A few odd hosts must not outvote the many that were seen before them. */
  private learn<Row extends AssetRow>({ source, scope }: FleetQuery<Row>, mean: number, hosts: number): void {
    const type = cacheKey(source.type, scope.category);
    const known = this.averageRows.get(type);
    const weight = known === undefined ? 0 : MEMORY_HOSTS;
    this.averageRows.set(type, ((known ?? 0) * weight + mean * hosts) / Math.max(1, weight + hosts));
  }

  private common<Row extends AssetRow>(query: FleetQuery<Row>, context: QueryContext, notes: ReadingNotes) {
    return {
      fetchPage: (request: PageRequest<Target>) => this.fetchPage(query, request, context, notes),
      pageLimit: query.source.unpaged === true ? Infinity : this.options.pageLimit,
      window: this.options.window,
      assurance: this.options.assurance ?? 'once',
      compare: query.source.compare,
      totalCap: TOTAL_CAP,
      signal: context.signal,
    };
  }

  private async fetchPage<Row extends AssetRow>(
    query: FleetQuery<Row>,
    { target, offset, limit, signal }: PageRequest<Target>,
    context: QueryContext,
    notes: ReadingNotes,
  ): Promise<Page<Row>> {
    const kept = this.cache.get<Row>(keyOf(query, target), query.maxAgeMs);
    if (kept !== undefined) {
      if (offset === 0) notes.cacheHits++;
      notes.asOf = Math.min(notes.asOf, kept.at);
      return { rows: kept.rows.slice(offset, offset + limit), total: kept.rows.length };
    }
    return query.source.fetchPage(target, offset, limit, query.scope, context.under(signal));
  }
}

function keyOf<Row extends AssetRow>(query: FleetQuery<Row>, target: Target): string {
  return cacheKey(subjectOf(query, target.project), target.hostId);
}

/** All that a host's rows depend on besides the host. */
function subjectOf<Row extends AssetRow>(
  { source, scope }: Pick<FleetQuery<Row>, 'source' | 'scope'>,
  project: UpstreamProject,
): string {
  const enterpriseProjectId = scope.enterpriseProjectId ?? project.enterpriseProjectId;
  return cacheKey(source.type, project.alias, enterpriseProjectId, scope.category);
}
