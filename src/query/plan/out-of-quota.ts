import type { PlanChoice } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import { problemOf } from '../../platform/problem/fault-problem.js';
import { Problem } from '../../platform/problem/problem.js';
import type { QueryContext } from '../question/query-context.js';

/**
 * Refuses a query that no plan can answer before its deadline, because of the quota alone, before a call is spent on it.
 * Returns undefined when there is a chance.
 */
export function outOfQuota(choice: PlanChoice | undefined, context: QueryContext): Problem | undefined {
  if (choice === undefined || !choice.ok || choice.chosen.inTime) return undefined;
  const { calls, expectedMs } = choice.chosen;
  const leftMs = context.deadlineAt - performance.now();
  if (leftMs <= 0 || !choice.plans.some((plan) => plan.applicable && plan.quotaWaitMs > 0)) return undefined;
  const retryAfterMs = Math.min(MAX_RETRY_AFTER_MS, expectedMs);
  const { kind, detail, extras } = problemOf(
    new Fault('throttled', 'the quota is too small', { retryAfterMs }),
  );
  const when = Number.isFinite(expectedMs)
    ? `for which the upstream quota allows about ${Math.ceil(expectedMs / 1_000)} s`
    : 'for which the upstream quota leaves no room';
  return new Problem(
    kind,
    `${detail}: about ${calls} upstream calls are needed, ${when}, and ${Math.floor(leftMs / 1_000)} s are left. Ask for less, or with a longer timeout_ms`,
    {
      ...extras,
      members: {
        estimate: {
          upstream_calls: calls,
          expected_ms: Number.isFinite(expectedMs) ? Math.ceil(expectedMs) : null,
        },
      },
    },
  );
}

/** Longest wait that is named, in milliseconds. */
const MAX_RETRY_AFTER_MS = 3_600_000;
