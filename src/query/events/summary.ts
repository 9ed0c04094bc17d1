import type { PlanChoice, PricedPlan } from '../../fleet/planner.js';
import type { Explanation, HostCounts, PlanCost, Summary } from '../question/answer.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { ReadingStats } from '../reading/fleet-reader.js';
import type { QueryContext } from '../question/query-context.js';
import type { PlannedReading } from '../plan/query-planner.js';
import type { OpenReading } from '../plan/plan.js';

interface AnswerFigures<Row extends AssetRow> {
  readonly planned: Pick<PlannedReading<Row>, 'plan' | 'estimatedCalls' | 'explanation' | 'quote'>;
  /** Absent when the plan could not be opened. */
  readonly reading?: Pick<OpenReading<Row>, 'plan' | 'switchReason'>;
  readonly query: Pick<FleetQuery<Row>, 'targets' | 'growth' | 'silentHosts'>;
  readonly counts: { readonly answered: number; readonly failures: number; readonly items: number };
  /** Rows of all pages, where they are known. */
  readonly total?: number | undefined;
  readonly stats: ReadingStats;
  readonly context: QueryContext;
  /** Whether the summary says why the plan was chosen. */
  readonly explain: boolean;
}

/** Sums up an answer in figures; call it after the last row is read. */
export function summaryOf<Row extends AssetRow>({
  planned,
  reading,
  query,
  counts,
  total,
  stats,
  context,
  explain,
}: AnswerFigures<Row>): Summary {
  const { estimatedCalls, explanation, quote } = planned;
  const { plan, switchReason } = reading ?? { plan: planned.plan, switchReason: undefined };
  return {
    complete: counts.failures === 0,
    ...(counts.failures > 0 && context.draining ? { reason: 'draining' } : {}),
    hosts: hostCountsOf(query, counts),
    items: counts.items,
    ...(total === undefined || counts.failures > 0 ? {} : { total }),
    plan,
    estimated_calls: estimatedCalls,
    upstream_calls: context.calls,
    cache_hits: stats.cacheHits,
    as_of: new Date(stats.asOf).toISOString(),
    elapsed_ms: context.elapsedMs,
    ...(explain ? { explanation: explanationOf(plan, explanation, quote, switchReason) } : {}),
  };
}

function hostCountsOf<Row extends AssetRow>(
  query: AnswerFigures<Row>['query'],
  { answered, failures }: AnswerFigures<Row>['counts'],
): HostCounts {
  const read = answered + failures;
  // A failure of a project stands for hosts that are no targets.
  const { length } = query.growth?.items ?? query.targets;
  const requested = Math.max(length + query.silentHosts, read);
  return { requested, read, answered, failed: failures };
}

function explanationOf(
  plan: string,
  choice: PlanChoice | undefined,
  quote: PlanChoice | undefined,
  switchReason: string | undefined,
): Explanation {
  const unpriced = plan === 'snapshot' ? 'an earlier answer is fresh enough' : 'asked for, or the only plan';
  const reason = [choice?.reason ?? unpriced, ...(switchReason === undefined ? [] : [switchReason])].join(
    '; ',
  );
  return { reason, plans: (choice ?? quote)?.plans.map(priceDto) ?? [] };
}

function priceDto(price: PricedPlan): PlanCost {
  const { plan } = price;
  if (!price.applicable)
    return { plan, applicable: false, calls: null, expected_ms: null, reason: price.reason };
  const expectedMs = Number.isFinite(price.expectedMs) ? Math.round(price.expectedMs) : null;
  return { plan, applicable: true, calls: price.calls, expected_ms: expectedMs, reason: null };
}
