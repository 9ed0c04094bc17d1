import type { Plan } from './plan.js';
import { snapshotReading } from './snapshot-reading.js';

const NAME = 'snapshot';

/** Rows of an earlier answer that is fresh enough. */
export const snapshotPlan: Plan = {
  name: NAME,

  vetoes: ({ prepared: { input }, wanted: { snapshotAgeMs } }) => {
    if (snapshotAgeMs === undefined) return ['there is no earlier answer that covers this one'];
    if (snapshotAgeMs <= input.maxAgeMs) return [];
    const [age, most] = [snapshotAgeMs, input.maxAgeMs].map((ms) => Math.ceil(ms / 1_000));
    return [`the earlier answer is ${age} s old, and ${most} s are allowed`];
  },

  price: () => [],

  open: async (request, { switchReason }) => {
    if (request.kept === undefined)
      return { fallBackTo: 'by-port', reason: 'the earlier answer is no longer kept' };
    return snapshotReading(request, request.kept, { plan: NAME, switchReason });
  },
};
