import {
  choosePlan,
  statisticsPay,
  type PlanCall,
  type PlanChoice,
  type PlanConditions,
  type PlanQuestion,
  type QuotaLeft,
} from '../../fleet/planner.js';
import type { AssetRow, KeyedSource } from '../question/fleet-query.js';
import type { HostDirectory } from '../servers/host-directory.js';
import type { HostReader } from '../reading/host-reader.js';
import { placeOf } from '../reading/position.js';
import type { Question } from '../servers/query-resolver.js';
import type { PlanRequest } from './plan-request.js';
import { exportVeto, planVetoes } from './plan-vetoes.js';
import { RowEstimate } from './row-estimate.js';
import type { StatisticsBook } from './statistics.js';

export interface PlanPricingOptions {
  readonly pageLimit: number;
  readonly window: number;
}

/** Milliseconds of a call while nothing is known. */
const USUAL_LATENCY_MS = 100;
/** Statistics are worth their calls from this many calls of the best other plan on. */
const WORTH_ASKING = 12;
/** An export of a whole fleet is surely done in this time, in milliseconds. A choice; the vendor names none. */
const EXPORT_SURELY_MS = 120_000;

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
  private readonly estimate: RowEstimate;

  constructor(
    private readonly directory: HostDirectory,
    private readonly hosts: HostReader,
    private readonly statistics: StatisticsBook,
    private readonly options: PlanPricingOptions,
  ) {
    this.estimate = new RowEstimate(directory, hosts, statistics);
  }

  /**
   * Prices the plans and picks one. Asks for statistics first where they are worth their calls.
   *
   * @throws Fault when statistics that are needed cannot be read.
   */
  async choose<Row extends AssetRow>(request: PlanRequest<Row>): Promise<PlanChoice> {
    const { question, keyed, context } = request;
    const conditions = this.conditions(question, keyed);
    let plan = this.describe(request);
    if (plan.rowsPerKey === null && this.worthAsking(plan, conditions)) {
      for (const project of question.projects) {
        await this.statistics.read(question.source, keyed, project, question.input, context);
      }
      plan = this.describe(request);
    }
    return choosePlan(plan, conditions);
  }

  /** Prices the plans by what is known already. Asks nothing upstream. */
  quote<Row extends AssetRow>(request: PlanRequest<Row>): PlanChoice {
    return choosePlan(this.describe(request), this.conditions(request.question, request.keyed));
  }

  /**
   * Returns whether an export would end sooner than a keyed reading that still needs `calls` calls: its quota may be known
   * only since it began. The list of servers, which an export needs too, is taken to have the same quota.
   */
  outwaits<Row extends AssetRow>(question: Question<Row>, keyed: KeyedSource<Row>, calls: number): boolean {
    if (question.input.plan !== 'auto' || exportVeto(question) !== undefined) return false;
    const quota = this.conditions(question, keyed).quota?.keyed;
    if (quota === undefined) return false;
    const listCalls = this.listCalls(question, 0).export;
    return (calls - quota.left - listCalls) * 60_000 > quota.perMinute * EXPORT_SURELY_MS;
  }

  private worthAsking(plan: PlanQuestion, conditions: PlanConditions): boolean {
    if (plan.forced === 'by-port') return true;
    const without = choosePlan({ ...plan, rowsPerKey: null }, conditions);
    if (without.ok && without.chosen.inTime && without.chosen.calls < WORTH_ASKING) return false;
    return statisticsPay(plan, conditions);
  }

  /** The question in numbers, with what is known by now. */
  private describe<Row extends AssetRow>(request: PlanRequest<Row>): PlanQuestion {
    const { question, query, size, wanted, context } = request;
    const { input } = question;
    const { pageLimit } = this.options;
    const tally = this.estimate.tally(request);
    const rowsPerHost = this.estimate.rowsPerHost(request, tally);
    const needed = this.estimate.hostsNeeded(request, tally, rowsPerHost);
    const start = query === undefined || wanted.from === undefined ? 0 : placeOf(query.targets, wanted.from);
    const listCalls = query === undefined ? Math.ceil(size / pageLimit) : 0;
    // If a page fills too slowly, we switch plans, and the calls spent on listing are wasted: so count more hosts then.
    const margin = needed < size ? 1 + listCalls / (listCalls + needed) : 1;
    const unread =
      query === undefined
        ? Math.min(size, Math.ceil(needed * margin))
        : this.hosts.missing(query, start, needed);
    return {
      hosts: Math.max(unread, Math.min(1, size)),
      rowsPerHost: Math.min(rowsPerHost, pageLimit),
      rowsPerKey: tally.rowsPerKey,
      // With servers that are kept, trying costs nothing.
      guessed: needed < size && listCalls > 0 ? ['per-host'] : [],
      statisticsCalls: tally.statisticsCalls,
      hostListCalls: { 'per-host': listCalls, ...this.listCalls(question, size) },
      snapshotAgeMs: wanted.snapshotAgeMs ?? null,
      maxAgeMs: input.maxAgeMs,
      timeLeftMs: Math.max(0, context.deadlineAt - performance.now()),
      ...(input.plan === 'auto' ? {} : { forced: input.plan }),
      vetoes: planVetoes(request, tally),
    };
  }

  /** Calls that list servers: those named, for the keyed plan, and all, for an export. */
  private listCalls<Row extends AssetRow>(
    question: Question<Row>,
    size: number,
  ): Readonly<Record<'by-port' | 'export', number>> {
    const calls = { 'by-port': 0, export: 0 };
    for (const project of question.projects) {
      const scope = question.scopeOf(project);
      if (question.named) calls['by-port'] += this.directory.callsToFind(project, size, scope);
      calls.export += this.directory.callsToList(project, scope);
    }
    return calls;
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
