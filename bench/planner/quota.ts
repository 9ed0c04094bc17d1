import type { Cloud } from '../cloud.js';
import { PlannerRig } from './rig.js';
import { sameRows, type Truth } from '../../test/support/truth/ports.js';

/** Calls a minute that the emulator allows for each API and user. */
export const QUOTA = 60;
const MINUTE_MS = 60_000;

/** The figures of one query about the whole fleet under a quota. */
export interface UnderQuota {
  /** Whether the service knows the quota, and whether refusals have a Retry-After. */
  readonly setting: string;
  readonly plan: string;
  readonly calls: number;
  readonly complete: boolean;
  readonly rowsEqual: boolean;
  readonly wallMs: number;
}

interface Setting {
  readonly name: string;
  readonly told: number;
  readonly retryAfter: 'none' | 'seconds';
}

const SETTINGS: readonly Setting[] = [
  { name: 'told of the quota', told: QUOTA, retryAfter: 'none' },
  { name: 'not told; refusals say when to come back', told: 0, retryAfter: 'seconds' },
  { name: 'not told; refusals say nothing', told: 0, retryAfter: 'none' },
];

/** Asks for the whole fleet under 60 calls a minute, each time with a new process and an unused quota. */
export async function measureQuota(cloud: Cloud, port: number, truth: Truth): Promise<UnderQuota[]> {
  const results: UnderQuota[] = [];
  try {
    for (const { name, told, retryAfter } of SETTINGS) {
      await cloud.set({ quota_per_minute: QUOTA, retry_after: retryAfter });
      await fetch(`${cloud.url}/__emulator/forgive`, { method: 'POST' });
      const rig = await PlannerRig.start(port, cloud, { quota: told });
      try {
        const run = await rig.ask({ hosts: { all: true }, max_age: 0 });
        results.push({
          setting: name,
          plan: run.summary?.plan ?? '',
          calls: run.calls,
          complete: run.summary?.complete === true,
          rowsEqual: sameRows(run.rows, truth.rows),
          wallMs: run.wallMs,
        });
        console.log(`planner: ${name}: ${(run.wallMs / 1_000).toFixed(0)} s`);
      } finally {
        await rig.stop();
      }
    }
  } finally {
    await cloud.set({ quota_per_minute: 0, retry_after: 'none' });
  }
  return results;
}

/** Returns the least time for this number of calls of one API, in milliseconds: the first minute's calls may go at once. */
export function quotaMs(calls: number): number {
  return Math.max(0, Math.ceil(calls / QUOTA) - 1) * MINUTE_MS;
}
