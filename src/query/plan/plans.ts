import { byPortPlan } from './by-port-plan.js';
import { exportPlan } from './export-plan.js';
import { perHostPlan } from './per-host-plan.js';
import type { Plan } from './plan.js';
import { snapshotPlan } from './snapshot-plan.js';

/** All plans. Of plans that cost and take the same, the first is chosen. */
export const PLANS: readonly Plan[] = [perHostPlan, byPortPlan, exportPlan, snapshotPlan];

/** Their names, as callers write them. */
export const PLAN_NAMES: readonly string[] = PLANS.map(({ name }) => name);

/** @throws RangeError when there is no such plan. */
export function planNamed(name: string): Plan {
  const plan = PLANS.find((each) => each.name === name);
  if (plan === undefined) throw new RangeError(`there is no plan ${name}`);
  return plan;
}
