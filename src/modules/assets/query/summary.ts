import type { PlanChoice } from '../../../fleet/planner.js';
import type { ExplanationDto, SummaryDto } from './answer.js';
import type { AssetRow, FleetQuery } from './fleet-query.js';
import type { ReadingNotes } from './fleet-reader.js';
import type { QueryContext } from './query-context.js';
import type { PlannedReading } from './query-planner.js';

/** The outcome of an answer in figures. */
export function summaryOf<Row extends AssetRow>(
  reading: Pick<PlannedReading<Row>, 'plan' | 'estimatedCalls' | 'explanation'>,
  query: Pick<FleetQuery<Row>, 'targets' | 'silentHosts'>,
  counts: { readonly answered: number; readonly failures: number; readonly items: number },
  notes: ReadingNotes,
  context: QueryContext,
  explain: boolean,
): SummaryDto {
  const { plan, estimatedCalls, explanation } = reading;
  return {
    complete: counts.failures === 0,
    hosts: {
      requested: query.targets.length + query.silentHosts,
      answered: counts.answered,
      failed: counts.failures,
    },
    items: counts.items,
    plan,
    estimated_calls: estimatedCalls,
    upstream_calls: context.calls,
    cache_hits: notes.cacheHits,
    as_of: new Date(notes.asOf).toISOString(),
    elapsed_ms: context.elapsedMs,
    ...(explain ? { explanation: explanationOf(plan, explanation) } : {}),
  };
}

function explanationOf(plan: string, choice: PlanChoice | undefined): ExplanationDto {
  if (choice === undefined) {
    const reason =
      plan === 'snapshot' ? 'an earlier answer is fresh enough' : 'the only plan, or the one asked for';
    return { reason, plans: [] };
  }
  return {
    reason: choice.reason,
    plans: choice.plans.map((price) =>
      price.applicable
        ? {
            plan: price.plan,
            applicable: true,
            calls: price.calls,
            expected_ms: Number.isFinite(price.expectedMs) ? Math.round(price.expectedMs) : null,
            reason: null,
          }
        : { plan: price.plan, applicable: false, calls: null, expected_ms: null, reason: price.reason },
    ),
  };
}
