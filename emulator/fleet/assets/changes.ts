import type { Fleet } from '../fleet.js';
import { hasAgent } from '../host.js';
import { FLEET_NOW } from '../host-facts.js';
import { hash, seedOf } from '../random.js';
import { accountRows } from './accounts.js';
import { autoLaunchRows } from './auto-launches.js';
import type { AssetRow, RowMaker } from './row.js';
import { Site } from './site.js';
import { softwareRows } from './software.js';

/** The fingerprints whose changes the vendor keeps. */
export type ChangedType = 'users' | 'auto_launch' | 'app';

const MAKERS: Readonly<Record<ChangedType, RowMaker>> = {
  users: accountRows,
  auto_launch: autoLaunchRows,
  app: softwareRows,
};

/** How far back changes go. */
const DAYS = 30;

const KINDS = ['add', 'delete', 'modify'] as const;

/**
 * What changed on the servers within the last thirty days, newest first: for one row in twenty a change of some kind at
 * some time. `variation_type` is in lower case here.
 */
export function changesOf(fleet: Fleet, type: ChangedType): AssetRow[] {
  const salt = seedOf(`changes of ${type}`);
  const changes: AssetRow[] = [];
  for (const host of fleet.all()) {
    if (!hasAgent(host)) continue;
    MAKERS[type](new Site(fleet, host)).forEach((row, place) => {
      const draw = hash(fleet.seed ^ salt, host.index, place);
      if (row.container_id !== '' || draw % 20 !== 0) return;
      changes.push({
        ...row,
        private_ip: host.ip,
        expire_time: 0,
        variation_type: KINDS[(draw >>> 8) % 3] as string,
        recent_scan_time: FLEET_NOW - (hash(draw, place, 5) % (DAYS * 86_400)) * 1000,
      });
    });
  }
  return changes.sort((a, b) => (b.recent_scan_time as number) - (a.recent_scan_time as number));
}
