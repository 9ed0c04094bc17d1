import {
  choosePlan,
  statisticsPay,
  type PlanCall,
  type PlanChoice,
  type PlanConditions,
  type PlanQuestion,
  type PlanVeto,
  type QuotaLeft,
} from '../../fleet/planner.js';
import type { AssetRow, FleetQuery, KeyCount, KeyedSource } from '../question/fleet-query.js';
import type { HostDirectory } from '../servers/host-directory.js';
import { USUAL_ROWS, type HostReader } from '../reading/host-reader.js';
import { placeOf } from '../reading/position.js';
import type { SampleTally } from '../reading/row-sample.js';
import type { QueryContext } from '../question/query-context.js';
import type { Question } from '../servers/query-resolver.js';
import { PRICING_AGE_MS, type StatisticsBook } from './statistics.js';

export interface PlanPricingOptions {
  readonly pageLimit: number;
  readonly window: number;
}

/** What a page or a stream needs of a plan. */
export interface Wanted {
  /** Rows; Infinity for all. */
  readonly rows: number;
  /** Place of the first host, where a cursor says so. */
  readonly from?: { readonly alias: string; readonly hostId: string } | number;
  /** Age of the snapshot that the page before was read from, Unix milliseconds: later pages may stay with it. */
  readonly pinnedAsOf?: number;
  /** Age of the newest snapshot that covers the question, in milliseconds; absent when there is none. */
  readonly snapshotAgeMs?: number;
}

/** Milliseconds of a call while nothing is known. */
const USUAL_LATENCY_MS = 100;
/** Statistics are worth their calls from this many calls of the best other plan on. */
const WORTH_ASKING = 12;
/** An export of a whole fleet is surely done in this time, in milliseconds. A choice; the vendor names none. */
const EXPORT_SURELY_MS = 120_000;
/** Most rows that are held at once for a keyed reading. About 200 MB. */
const MOST_ROWS_HELD = 1_500_000;

/** Endpoints that quotas are kept by, of the calls that are the same for every type. */
const COMMON_ENDPOINTS = {
  hosts: 'GET /v5/{project_id}/host-management/hosts',
  export: 'POST /v5/{project_id}/asset/export',
  poll: 'GET /v5/{project_id}/export-task/{task_id}',
  download: 'GET /v5/{project_id}/download/{file_id}',
} as const;

/** Knows what each plan would cost for a question: in calls, and in time under the quota that is left. */
export class PlanPricing {
  private latencyMs = USUAL_LATENCY_MS;

  constructor(
    private readonly directory: HostDirectory,
    private readonly hosts: HostReader,
    private readonly statistics: StatisticsBook,
    private readonly options: PlanPricingOptions,
  ) {}

  /**
   * Prices the plans and picks one; asks for statistics first where they are worth their calls.
   *
   * @param query with its servers found, where that is done already.
   * @param size servers the question is about.
   * @throws Fault when statistics that are needed cannot be read.
   */
  async choose<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row> | undefined,
    size: number,
    wanted: Wanted,
    context: QueryContext,
  ): Promise<PlanChoice> {
    const conditions = this.conditions(question, keyed);
    let plan = this.describe(question, keyed, query, size, wanted, context);
    if (plan.rowsPerKey === null && this.worthAsking(plan, conditions)) {
      for (const project of question.projects) {
        await this.statistics.read(question.source, keyed, project, question.input, context);
      }
      plan = this.describe(question, keyed, query, size, wanted, context);
    }
    return choosePlan(plan, conditions);
  }

  /** What the plans would cost as far as that is known by now; asks nothing. */
  quote<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row> | undefined,
    size: number,
    wanted: Wanted,
    context: QueryContext,
  ): PlanChoice {
    const plan = this.describe(question, keyed, query, size, wanted, context);
    return choosePlan(plan, this.conditions(question, keyed));
  }

  /**
   * Whether a keyed reading had better turn to an export: `calls` before its end it waits for a quota that nobody knew
   * of when it began. The list of servers, which an export needs, is taken to have the same quota.
   */
  outwaits<Row extends AssetRow>(question: Question<Row>, keyed: KeyedSource<Row>, calls: number): boolean {
    if (question.input.plan !== 'auto' || this.exportVeto(question).length > 0) return false;
    const quota = this.conditions(question, keyed).quota?.keyed;
    if (quota === undefined) return false;
    const listCalls = question.projects.reduce(
      (sum, project) => sum + this.directory.callsToList(project, question.scopeOf(project)),
      0,
    );
    return (calls - quota.left - listCalls) * 60_000 > quota.perMinute * EXPORT_SURELY_MS;
  }

  private worthAsking(plan: PlanQuestion, conditions: PlanConditions): boolean {
    if (plan.forced === 'by-port') return true;
    const without = choosePlan({ ...plan, rowsPerKey: null }, conditions);
    if (without.ok && without.chosen.inTime && without.chosen.calls < WORTH_ASKING) return false;
    return statisticsPay(plan, conditions);
  }

  /** The question in numbers, with what is known by now. */
  private describe<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row> | undefined,
    size: number,
    wanted: Wanted,
    context: QueryContext,
  ): PlanQuestion {
    const { source, input, projects } = question;
    const { pageLimit } = this.options;
    const { keys } = input;
    const vetoes: PlanVeto[] = this.exportVeto(question);
    let counted: number[] | null = [];
    let statisticsCalls = 0;
    let all = 0;
    let matching = 0;
    let fleet: number | undefined = 0;
    for (const project of projects) {
      const known = this.statistics.peek(source, project, input, PRICING_AGE_MS);
      const fresh = this.statistics.peek(source, project, input, input.maxAgeMs) !== undefined;
      if (keys?.keys === undefined && !fresh)
        statisticsCalls += this.statistics.callsOf(source, project, input);
      if (known === undefined) {
        // Keys that the filters name can be priced from above: no key has many more rows than there are servers.
        if (keys?.keys === undefined || counted === null) counted = null;
        else counted.push(...keys.keys.map(() => size));
        continue;
      }
      const servers = this.directory.sizeIfKnown(project, question.scopeOf(project));
      fleet = servers === undefined || fleet === undefined ? undefined : fleet + servers;
      const readKeys = new Set<string | number>(keys?.keys);
      const perKey = new Map<string | number, number>();
      for (const count of known.counts) {
        all += count.rows;
        perKey.set(count.key, (perKey.get(count.key) ?? 0) + count.rows);
        if (keys?.wants(count) !== true) continue;
        const refusal = keyed.refuses(count);
        if (refusal !== undefined) vetoes.push({ plan: 'by-port', reason: refusal });
        if (keys.likely?.(count) !== false) matching += count.rows;
        readKeys.add(count.key);
      }
      // A key is read whole: also those of its rows that the filters then drop.
      if (counted !== null) counted.push(...[...readKeys].map((key) => perKey.get(key) ?? 0));
    }
    if (
      counted !== null &&
      counted.reduce((sum, rows) => sum + rows, 0) > MOST_ROWS_HELD &&
      keys?.keys === undefined
    ) {
      vetoes.push({ plan: 'by-port', reason: 'it would hold too many rows in memory at once' });
    }
    if (
      keyed.fuller === true &&
      input.plan === 'auto' &&
      !question.named &&
      !vetoes.some(({ plan }) => plan === 'by-port')
    ) {
      vetoes.push({ plan: 'per-host', reason: 'the list of one server lacks members of a row' });
    }
    // The fleet's own mean where it is known: that of the servers read last may be far off.
    const rowsPerHost =
      all > 0 && fleet !== undefined && fleet > 0
        ? all / fleet
        : (this.hosts.expectedRows(source.type, input) ?? USUAL_ROWS);
    const share =
      all > 0
        ? Math.max(matching / all, 1e-4)
        : keys?.keys !== undefined
          ? Math.min(1, keys.keys.length / USUAL_ROWS)
          : 1;
    const matchesPerHost = this.matchesPerHost(question, keyed, wanted.rows, rowsPerHost * share, all > 0);
    const needed =
      input.sort.length > 0 ? size : Math.min(size, Math.ceil(wanted.rows / Math.max(1e-4, matchesPerHost)));
    const start = query === undefined || wanted.from === undefined ? 0 : placeOf(query.targets, wanted.from);
    const listCalls = query === undefined ? Math.ceil(size / pageLimit) : 0;
    // What a list costs is lost if the page fills so slowly that the reading turns: such a guess has to be a safe one.
    const caution = needed < size ? 1 + listCalls / (listCalls + needed) : 1;
    const unread =
      query === undefined
        ? Math.min(size, Math.ceil(needed * caution))
        : this.hosts.missing(query, start, needed);
    let strangersCalls = 0;
    let wholeListCalls = 0;
    for (const project of projects) {
      const scope = question.scopeOf(project);
      if (question.named) strangersCalls += this.directory.callsToFind(project, size, scope);
      wholeListCalls += this.directory.callsToList(project, scope);
    }
    return {
      hosts: Math.max(unread, Math.min(1, size)),
      rowsPerHost: Math.min(rowsPerHost, pageLimit),
      rowsPerKey: counted,
      // With servers that are kept nothing is lost by trying.
      guessed: needed < size && listCalls > 0 ? ['per-host'] : [],
      statisticsCalls,
      hostListCalls: {
        'per-host': listCalls,
        'by-port': strangersCalls,
        export: wholeListCalls,
      },
      snapshotAgeMs: wanted.snapshotAgeMs ?? null,
      maxAgeMs: input.maxAgeMs,
      timeLeftMs: Math.max(0, context.deadlineAt - performance.now()),
      ...(input.plan === 'auto' ? {} : { forced: input.plan }),
      vetoes,
    };
  }

  /**
   * Rows of a host that the filters let through. Counts by key know the whole fleet and nothing of most filters; the
   * hosts seen lately know all filters, but may be odd ones.
   *
   * @param most rows of one host that are of use.
   * @param byCounts what the counts say, or a guess where there are none.
   */
  private matchesPerHost<Row extends AssetRow>(
    { source, input, projects }: Question<Row>,
    keyed: KeyedSource<Row>,
    most: number,
    byCounts: number,
    counted: boolean,
  ): number {
    const { matches = () => true, keys } = input;
    // Without a part every line is wanted, and that is the usual question.
    const counts = (line: KeyCount): boolean =>
      keys !== undefined && (keys.part === '' || keys.wants(line)) && keys.likely?.(line) !== false;
    const seen = projects
      .map((project) => this.hosts.sampled(source, input, project, matches, most, counts))
      .filter((each) => each !== undefined);
    if (seen.length === 0) return byCounts;
    const sum = (of: (tally: SampleTally) => number): number =>
      seen.reduce((total, tally) => total + of(tally), 0);
    const matching = sum((tally) => tally.matching);
    // In what the hosts seen differ from the others cancels out against what they are counted in.
    const lines = sum((tally) => tally.lines ?? NaN);
    if (counted && keyed.countedIn !== undefined && lines > 0) return (byCounts * matching) / lines;
    return Math.min(byCounts, matching / sum((tally) => tally.hosts));
  }

  /**
   * An export is few calls but slow, and what it holds is documented thinly: it is for whole fleets under a quota, or
   * for those who ask for it by name.
   */
  private exportVeto<Row extends AssetRow>({ source, input, projects }: Question<Row>): PlanVeto[] {
    const { keyed, exported } = source;
    if (keyed === undefined || exported === undefined) {
      return [{ plan: 'export', reason: 'no export gives these rows exactly' }];
    }
    const limited = projects.some(
      (project) =>
        project.quota(keyed.endpoints.keyed) !== undefined ||
        project.quota(keyed.endpoints.list) !== undefined,
    );
    if (limited || input.plan === 'export') return [];
    return [
      { plan: 'export', reason: 'slow and thinly documented, so only taken under a quota or when asked for' },
    ];
  }

  private conditions<Row extends AssetRow>(question: Question<Row>, keyed: KeyedSource<Row>): PlanConditions {
    const { endpoints } = keyed;
    const quota: Partial<Record<PlanCall, QuotaLeft>> = {};
    for (const [call, endpoint] of Object.entries({ ...COMMON_ENDPOINTS, ...endpoints }) as [
      PlanCall,
      string,
    ][]) {
      const left = tightest(question.projects.map((project) => project.quota(endpoint)));
      if (left !== undefined) quota[call] = left;
    }
    return {
      pageLimit: this.options.pageLimit,
      window: this.options.window,
      latencyMs: this.latencyMs,
      exportMs: 10_000,
      pollEveryMs: 5_000,
      quota,
    };
  }

  /** Learns how long calls take. */
  observe(meanCallMs: number): void {
    if (meanCallMs > 0) this.latencyMs += 0.2 * (meanCallMs - this.latencyMs);
  }
}

function tightest(quotas: readonly (QuotaLeft | undefined)[]): QuotaLeft | undefined {
  const known = quotas.filter((quota): quota is QuotaLeft => quota !== undefined);
  return known.sort((a, b) => a.left - b.left)[0];
}
