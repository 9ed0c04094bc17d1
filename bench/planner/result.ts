import type { ChangesFound } from './changes.js';
import type { Comparison } from './choice.js';
import type { UnderQuota } from './quota.js';
import type { TypeCost } from './types.js';

/** One query to a new process with empty caches: with the planner's choice, and with the plan `per-host`. */
export interface FirstQuestion {
  readonly name: string;
  readonly chosen: string;
  readonly calls: number;
  readonly wallMs: number;
  readonly perHostCalls: number;
  readonly demand: string;
  readonly met: boolean;
  readonly rowsEqual: boolean;
}

export interface PlannerResult {
  readonly machine: string;
  readonly date: string;
  readonly hosts: number;
  readonly rows: number;
  readonly ports: number;
  readonly seed: number;
  readonly first: readonly FirstQuestion[];
  readonly comparisons: readonly Comparison[];
  readonly quota: readonly UnderQuota[];
  readonly changes: ChangesFound;
  readonly types: readonly TypeCost[];
  readonly tookS: number;
}
