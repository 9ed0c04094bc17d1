import {
  choosePlan,
  type PlanCall,
  type PlanChoice,
  type PlanConditions,
  type PlanOffer,
  type QuotaLeft,
} from '../../fleet/planner.js';
import type { AssetRow } from '../question/fleet-query.js';
import { byPortPlan } from './by-port-plan.js';
import { tightestQuota } from './export-plan.js';
import { perHostPlan } from './per-host-plan.js';
import type { PlanRequest, QueryEstimate } from './plan.js';
import { PLANS } from './plans.js';
import { estimateQuery } from './query-estimate.js';

/** Milliseconds of a call while nothing is known. */
const USUAL_LATENCY_MS = 100;
/** Share of the newest measurement in the mean time of a call. A choice. */
const NEWEST_SHARE = 0.2;
/** Statistics are worth their calls from this many calls of the best other plan on. */
const WORTH_ASKING = 12;

/** Endpoints that quotas are kept by, of the calls that are the same for every type. */
const COMMON_ENDPOINTS = {
  hosts: 'GET /v5/{project_id}/host-management/hosts',
  export: 'POST /v5/{project_id}/asset/export',
  poll: 'GET /v5/{project_id}/export-task/{task_id}',
  download: 'GET /v5/{project_id}/download/{file_id}',
} as const;

/** Knows what each plan would cost for a query: in calls, and in time under the quota that is left. */
export class PlanPricing {
  private latencyMs = USUAL_LATENCY_MS;

  /**
   * Prices the plans and chooses one. Asks for statistics first where they are worth their calls.
   *
   * @throws Fault when statistics that are needed cannot be read.
   */
  async choose<Row extends AssetRow>(request: PlanRequest<Row>): Promise<PlanChoice> {
    const { prepared, keyed, context, services } = request;
    let estimate = estimateQuery(request);
    if (estimate.rowsPerKey === null && this.statisticsPay(request, estimate)) {
      for (const project of prepared.projects)
        await services.statistics.read(prepared.source, keyed, project, prepared.input, context);
      estimate = estimateQuery(request);
    }
    return this.choice(request, estimate);
  }

  /** Prices the plans and chooses one by what is known already. Asks nothing upstream. */
  quote<Row extends AssetRow>(request: PlanRequest<Row>): PlanChoice {
    return this.choice(request, estimateQuery(request));
  }

  private choice<Row extends AssetRow>(request: PlanRequest<Row>, estimate: QueryEstimate): PlanChoice {
    const { plan } = request.prepared.input;
    const forced = plan === 'auto' ? undefined : plan;
    return choosePlan(offersOf(request, estimate), this.conditions(request), forced);
  }

  /** Learns how long calls take, in milliseconds; 0 is no measurement. */
  observe(meanCallMs: number): void {
    if (meanCallMs > 0) this.latencyMs += NEWEST_SHARE * (meanCallMs - this.latencyMs);
  }

  /**
   * Returns whether statistics that nobody has yet are worth their calls: when a plan by key could be the cheapest with
   * them, even if only one key with one page came out of them.
   */
  private statisticsPay<Row extends AssetRow>(request: PlanRequest<Row>, estimate: QueryEstimate): boolean {
    const { plan: forced } = request.prepared.input;
    if (forced !== 'auto') return forced === byPortPlan.name;
    const atBest: QueryEstimate = { ...estimate, rowsPerKey: [1] };
    if (byPortPlan.vetoes(request, atBest).length > 0) return false;
    const without = choosePlan(offersOf(request, estimate), this.conditions(request));
    if (without.ok && without.chosen.inTime && without.chosen.calls < WORTH_ASKING) return false;
    const inTime = without.plans.filter((plan) => plan.applicable && plan.inTime);
    const cheapest = Math.min(...inTime.map((plan) => (plan.applicable ? plan.calls : Infinity)));
    const stages = byPortPlan.price(request, atBest);
    return stages.reduce((sum, { count }) => sum + count, 0) < cheapest;
  }

  private conditions<Row extends AssetRow>({
    prepared,
    keyed,
    context,
    services,
  }: PlanRequest<Row>): PlanConditions {
    const endpoints: Readonly<Record<PlanCall, string>> = { ...COMMON_ENDPOINTS, ...keyed.endpoints };
    const quota: Partial<Record<PlanCall, QuotaLeft>> = {};
    for (const [call, endpoint] of Object.entries(endpoints) as [PlanCall, string][]) {
      const left = tightestQuota(prepared.projects, endpoint);
      if (left !== undefined) quota[call] = left;
    }
    return {
      window: services.options.window,
      latencyMs: this.latencyMs,
      quota,
      timeLeftMs: Math.max(0, context.deadlineAt - performance.now()),
    };
  }
}

function offersOf<Row extends AssetRow>(request: PlanRequest<Row>, estimate: QueryEstimate): PlanOffer[] {
  return PLANS.map((plan) => {
    const vetoes = plan.vetoes(request, estimate);
    return {
      plan: plan.name,
      vetoes,
      stages: vetoes.length > 0 ? [] : plan.price(request, estimate),
      guessed: plan === perHostPlan && estimate.hostsGuessed,
    };
  });
}
