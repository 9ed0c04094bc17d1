import { fanOutBatches, type FanOutProgress } from '../../fleet/fan-out.js';
import type { Outcome, PageRequest, Page } from '../../fleet/outcome.js';
import { takeInOrder } from '../../fleet/take.js';
import { untilAborted } from '../../kernel/abort.js';
import { weightOfRows } from '../../kernel/memory.js';
import { inSlices } from '../../kernel/slices.js';
import { unusable } from '../../upstream/hss/decode.js';
import { TOTAL_CAP } from '../../upstream/hss/list.js';
import { isStandIn } from '../../upstream/hss/vendor-id.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import {
  hssScope,
  type AssetRow,
  type AssetSource,
  type FleetQuery,
  type KeyCount,
  type QueryScope,
} from '../question/fleet-query.js';
import type { FleetReader, ReadingStats } from './fleet-reader.js';
import type { QueryContext } from '../question/query-context.js';
import { cacheKey, type CachedRows, type RowCache } from '../cache/row-cache.js';
import { KeptReader } from './kept-reader.js';
import { RowSample, type SampleTally } from './row-sample.js';
import { MOST_LOOKED_FOR, SharedSearch } from './shared-search.js';
import type { RowSubject, SharedRows } from '../cache/shared-rows.js';
import type { Target } from '../question/target.js';

/** How many hosts the mean rows so far count for, beside those just read. A choice: a page or two of usual hosts. */
const MEMORY_HOSTS = 100;

/** Most hosts looked up for a price: of more hosts a part is looked up (about 10 ms). */
const MOST_LOOKED_AT = 5_000;
/** Rows of a host while nothing is known. A choice near what hosts usually have. */
export const USUAL_ROWS = 20;

interface HostReaderOptions {
  readonly pageLimit: number;
  /** Requests in flight for one query. */
  readonly window: number;
  /** How a host of several pages is verified; see `PageWalkOptions`. */
  readonly assurance?: 'once' | 'twice';
  /** Most rows of one host; see `PageWalkOptions`. */
  readonly maxRowsPerHost?: number;
}

/** Which rows are counted on hosts read lately; see `RowSample.tally`. */
interface Sought<Row> {
  readonly matches: (row: Row) => boolean;
  readonly most: number;
  readonly counts: (line: KeyCount) => boolean;
}

/** Reads hosts one by one, as the plan `per-host` does: from the cache, else by a page walk upstream. */
export class HostReader implements FleetReader {
  /** Mean rows of a host by type and category, as learned: a first estimate of how many hosts fill a page. */
  private readonly averageRows = new Map<string, number>();
  private readonly sample = new RowSample();

  constructor(
    private readonly cache: RowCache,
    private readonly options: HostReaderOptions,
    /** What the other replicas have read; absent where nothing is shared. */
    private readonly shared?: SharedRows,
    private readonly onLookup: (hit: boolean) => void = () => undefined,
  ) {}

  /**
   * Fetches from the other replicas what this one lacks of the hosts from `start` on, so that the cache has it when
   * prices are made and rows are read; see `SharedSearch` for when it stops. Never throws. Takes little longer than one
   * command of Redis may.
   */
  async fetchShared<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    wanted: number,
    { signal }: QueryContext,
  ): Promise<void> {
    if (this.shared === undefined || query.maxAgeMs <= 0) return;
    const { matches = () => true } = query;
    const search = new SharedSearch(wanted, this.expectedRows(query.source.type, query.scope) ?? USUAL_ROWS);
    const see = ({ rows }: CachedRows<Row>): void =>
      search.see(rows.reduce((sum, row) => (matches(row) ? sum + 1 : sum), 0));
    const end = Math.min(query.targets.length, start + MOST_LOOKED_FOR);
    for (let at = start; at < end && !search.over;) {
      const { hostsAtOnce } = search;
      const lacking: Target[] = [];
      for (; at < end && !search.filled && lacking.length < hostsAtOnce; at++) {
        const target = query.targets[at] as Target;
        const kept = this.cache.get<Row>(keyOf(query, target), query.maxAgeMs);
        if (kept === undefined) lacking.push(target);
        else see(kept);
      }
      if (lacking.length === 0) continue;
      const found = await untilAborted(this.takeOver(query, lacking), signal).catch(() => undefined);
      if (found === undefined) return;
      search.lookedFor(lacking.length, found.length);
      found.forEach(see);
    }
  }

  /** Reads whole hosts in the query's order from `start` on, until `want` rows are there or the hosts end. */
  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ outcomes: readonly Outcome<Target, Row>[]; next: number }> {
    const readAt = Date.now();
    const expectedRows = this.expectedRows(query.source.type, query.scope);
    const hosts = Math.max(1, Math.floor(want / (expectedRows ?? USUAL_ROWS)));
    await context.meter?.cover(this.missing(query, start, hosts));
    const taken = await takeInOrder(query.targets, start, want, {
      ...this.common(query, context, stats),
      ...(expectedRows === undefined ? {} : { expectedRows }),
    });
    if (taken.averageRows !== null) this.learn(query, taken.averageRows, taken.outcomes.length);
    const subjectIn = subjectsOf(query);
    const { countedIn } = query.source.keyed ?? {};
    await inSlices(taken.outcomes, (outcome) => {
      if (outcome.kind !== 'rows') return;
      const { target, rows } = outcome;
      const subject = subjectIn(target.project);
      const rowBytes = stats.cached.has(target) ? undefined : weightOfRows(rows);
      this.keepRows(query, target, { rows, at: readAt }, stats, { subject, rowBytes });
      this.sample.see(subject, target.hostId, rows, countedIn, rowBytes);
    });
    return taken;
  }

  /** Returns the mean rows of a host of this type as read lately; undefined before any was read. */
  expectedRows(type: string, { category }: QueryScope): number | undefined {
    return this.averageRows.get(`${type} ${category}`);
  }

  /** Returns what was found on a project's hosts read lately; undefined when those are few. */
  sampled<Row extends AssetRow>(
    source: AssetSource<Row>,
    scope: QueryScope,
    project: UpstreamProject,
    { matches, most, counts }: Sought<Row>,
  ): SampleTally | undefined {
    const found = (category: QueryScope['category']): SampleTally | undefined =>
      this.sample.tally(subjectOf({ source, scope: { ...scope, category } }, project), matches, most, counts);
    const own = found(scope.category);
    if (own !== undefined) return own;
    // Rows of a host include those of its containers. Filters can separate the two, the statistics lines cannot.
    const onHosts = found('host');
    return onHosts === undefined ? undefined : { ...onHosts, lines: undefined };
  }

  /** Returns how many of the next `hosts` targets from `start` on would have to be asked upstream; an estimate for very many. */
  missing<Row extends AssetRow>(query: FleetQuery<Row>, start: number, hosts: number): number {
    let missing = 0;
    const end = Math.min(query.targets.length, start + hosts);
    if (query.maxAgeMs <= 0) return Math.max(0, end - start);
    const keyOfTarget = keysOf(query);
    const step = Math.max(1, Math.ceil((end - start) / MOST_LOOKED_AT));
    for (let at = start; at < end; at += step) {
      if (this.cache.get(keyOfTarget(query.targets[at] as Target), query.maxAgeMs) === undefined) missing++;
    }
    return Math.min(missing * step, Math.max(0, end - start));
  }

  /**
   * Returns a reader of the query's hosts when the rows of all are in the cache, young enough; undefined otherwise.
   * `unchanged` tells whether it would read the very same rows now, and counts the hosts as found in the cache then. It
   * holds no rows.
   */
  kept<Row extends AssetRow>(
    query: FleetQuery<Row>,
  ): { readonly reader: FleetReader; readonly unchanged: () => boolean } | undefined {
    const keys = query.targets.map(keysOf(query));
    const rows: CachedRows<Row>[] = [];
    for (const key of keys) {
      const entry = this.cache.get<Row>(key, query.maxAgeMs);
      if (entry === undefined) return undefined;
      rows.push(entry);
    }
    const reader = new KeptReader(rows, () => this.onLookup(true));
    return { reader, unchanged: this.unchanged(keys, rows, query.maxAgeMs) };
  }

  /** Holds the rows weakly: how long they stay in memory is for the cache to decide. */
  private unchanged<Row>(
    keys: readonly string[],
    rows: readonly CachedRows<Row>[],
    maxAgeMs: number,
  ): () => boolean {
    const known = rows.map((entry) => new WeakRef(entry));
    return () => {
      for (const [at, key] of keys.entries()) {
        const entry = this.cache.get<Row>(key, maxAgeMs);
        if (entry === undefined || entry !== known[at]?.deref()) return false;
      }
      for (const _key of keys) this.onLookup(true);
      return true;
    };
  }

  /** Reads all hosts as they complete, in batches. A stream is not kept in the cache: it would push everything else out. */
  async *all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    await context.meter?.cover(this.missing(query, 0, query.targets.length));
    yield* fanOutBatches(query.growth?.items ?? query.targets, {
      ...this.common(query, context, stats),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(query.growth === undefined ? {} : { growth: query.growth }),
    });
  }

  /** Returns the rows of one host that the cache has, young enough for the query; asks nothing upstream. */
  remembered<Row extends AssetRow>(
    query: FleetQuery<Row>,
    at: number,
    stats: ReadingStats,
  ): readonly Row[] | undefined {
    return this.lookUpIn(query, stats)(query.targets[at] as Target, true);
  }

  /** Keeps a host's rows, here and for the other replicas, unless they came from the cache: those are older than `readAt`. */
  keep<Row extends AssetRow>(
    query: FleetQuery<Row>,
    outcome: Outcome<Target, Row>,
    readAt: number,
    stats: ReadingStats,
  ): void {
    if (outcome.kind !== 'rows') return;
    const { target, rows } = outcome;
    this.keepRows(query, target, { rows, at: readAt }, stats);
  }

  /**
   * @param subject as `subjectOf` makes it.
   * @param rowBytes what the rows take on the heap, where they have been weighed.
   */
  private keepRows<Row extends AssetRow>(
    query: FleetQuery<Row>,
    target: Target,
    entry: CachedRows<Row>,
    stats: ReadingStats,
    { subject = subjectOf(query, target.project), rowBytes }: Weighed = {},
  ): void {
    if (stats.cached.has(target)) return;
    stats.cached.add(target);
    if (this.cache.set(keyIn(subject, target), entry, rowBytes))
      this.shared?.keep(rowSubject(query, target.project), target.hostId, entry);
  }

  /** Copies what other replicas have read of these hosts into the cache; undefined when they could not be asked. */
  private async takeOver<Row extends AssetRow>(
    query: FleetQuery<Row>,
    targets: readonly Target[],
  ): Promise<CachedRows<Row>[] | undefined> {
    const taken: CachedRows<Row>[] = [];
    for (const project of new Set(targets.map((target) => target.project))) {
      const hostIds = targets.filter((target) => target.project === project).map(({ hostId }) => hostId);
      const found = await this.shared?.find(rowSubject(query, project), hostIds, query.maxAgeMs);
      if (found === undefined) return undefined;
      for (const [at, entry] of found.entries()) {
        if (entry === undefined) continue;
        this.cache.set(keyOf(query, { project, hostId: hostIds[at] as string }), entry);
        taken.push(entry);
      }
    }
    return taken;
  }

  /** Adds the hosts just read to the mean. The many hosts before them keep their weight. */
  private learn<Row extends AssetRow>({ source, scope }: FleetQuery<Row>, mean: number, hosts: number): void {
    const type = `${source.type} ${scope.category}`;
    const known = this.averageRows.get(type);
    const weight = known === undefined ? 0 : MEMORY_HOSTS;
    this.averageRows.set(type, ((known ?? 0) * weight + mean * hosts) / Math.max(1, weight + hosts));
  }

  private common<Row extends AssetRow>(query: FleetQuery<Row>, context: QueryContext, stats: ReadingStats) {
    const lookUp = this.lookUpIn(query, stats);
    return {
      fetchPage: (request: PageRequest<Target>) => fetchPage(query, request, context, lookUp),
      pageLimit: query.source.unpaged === true ? Infinity : this.options.pageLimit,
      window: this.options.window,
      assurance: this.options.assurance ?? 'once',
      compare: query.source.compare,
      totalCap: TOTAL_CAP,
      maxRows: this.options.maxRowsPerHost ?? Infinity,
      signal: context.signal,
    };
  }

  /** Makes what looks hosts of one query up in the cache and counts them. */
  private lookUpIn<Row extends AssetRow>(query: FleetQuery<Row>, stats: ReadingStats): LookUp<Row> {
    const { maxAgeMs } = query;
    if (maxAgeMs <= 0) return () => undefined;
    const keyOfTarget = keysOf(query);
    return (target, first) => {
      const kept = this.cache.get<Row>(keyOfTarget(target), maxAgeMs);
      if (first) this.onLookup(kept !== undefined);
      if (kept === undefined) return undefined;
      if (first) stats.cacheHits++;
      stats.cached.add(target);
      stats.asOf = Math.min(stats.asOf, kept.at);
      return kept.rows;
    };
  }
}

/** What is known already of rows that are kept. */
interface Weighed {
  readonly subject?: string;
  readonly rowBytes?: number | undefined;
}

/** Returns the rows of a host that the cache has. @param first whether this is the first page of the host: it counts once. */
type LookUp<Row> = (target: Target, first: boolean) => readonly Row[] | undefined;

/** Fetches a page of a host that the cache does not have. */
function fetchPage<Row extends AssetRow>(
  query: FleetQuery<Row>,
  { target, offset, limit, signal }: PageRequest<Target>,
  context: QueryContext,
  lookUp: LookUp<Row>,
): Promise<Page<Row>> {
  if (isStandIn(target.hostId)) throw unusable('host_id', 'cannot be an id');
  const kept = lookUp(target, offset === 0);
  if (kept !== undefined)
    return Promise.resolve({ rows: kept.slice(offset, offset + limit), total: kept.length });
  const { project, hostId } = target;
  const { source, scope } = query;
  return source.fetchPage({ project, hostId, offset, limit, scope, context: context.under(signal) });
}

function keyOf<Row extends AssetRow>(query: FleetQuery<Row>, target: Target): string {
  return keysOf(query)(target);
}

/** Makes the keys of very many hosts of one query. */
function keysOf<Row extends AssetRow>(query: FleetQuery<Row>): (target: Target) => string {
  const subjectIn = subjectsOf(query);
  return (target) => keyIn(subjectIn(target.project), target);
}

/** A subject is a JSON list. Its end is clear, so a subject and a host id together are unique. */
function keyIn(subject: string, { hostId }: Target): string {
  return subject + hostId;
}

/** Makes the subjects of one query, each once for its project: a subject takes longer to make than to look up. */
function subjectsOf<Row extends AssetRow>(query: FleetQuery<Row>): (project: UpstreamProject) => string {
  const subjects = new Map<UpstreamProject, string>();
  return (project) => {
    let subject = subjects.get(project);
    if (subject === undefined) subjects.set(project, (subject = subjectOf(query, project)));
    return subject;
  };
}

function rowSubject<Row extends AssetRow>(query: FleetQuery<Row>, project: UpstreamProject): RowSubject<Row> {
  return { source: query.source, project: project.alias, key: subjectOf(query, project) };
}

/** All that a host's rows depend on besides the host. */
function subjectOf<Row extends AssetRow>(
  { source, scope }: Pick<FleetQuery<Row>, 'source' | 'scope'>,
  project: UpstreamProject,
): string {
  const { enterpriseProjectId, category } = hssScope(project, scope);
  return cacheKey(source.type, project.alias, enterpriseProjectId, category);
}
