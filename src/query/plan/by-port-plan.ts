import { pagesFor } from '../../fleet/page-walk.js';
import { Fault } from '../../kernel/fault.js';
import type { AssetRow } from '../question/fleet-query.js';
import { exportIsSooner } from './export-plan.js';
import { fallback, readOrFault, type Plan, type PlanRequest, type QueryEstimate } from './plan.js';
import { readKeys } from './read-keys.js';
import { snapshotReading } from './snapshot-reading.js';

const NAME = 'by-port';

/** Most rows that are held at once for a reading by key. About 200 MB, packed. */
const MOST_ROWS_HELD = 4_000_000;

/** All rows of the wanted keys, key by key over the whole fleet. */
export const byPortPlan: Plan = {
  name: NAME,

  vetoes: (request, estimate) => [
    ...keyVetoes(request, estimate),
    ...(estimate.rowsPerKey === null ? ['the statistics are not known'] : []),
  ],

  price: ({ prepared, size, services: { directory, options } }, { rowsPerKey, statisticsCalls }) => {
    let findCalls = 0;
    if (prepared.named)
      for (const project of prepared.projects)
        findCalls += directory.callsToFind(project, size, prepared.scopeOf(project));
    const keys = rowsPerKey ?? [];
    const pages = keys.reduce((sum, rows) => sum + pagesFor(rows, options.pageLimit), 0);
    return [
      { call: 'hosts', count: findCalls },
      { call: 'statistics', count: statisticsCalls },
      { call: 'keyed', count: pages, depth: pages > keys.length ? 2 : 1 },
    ];
  },

  open: async (request, { onProgress, calls = 0, switchReason }) => {
    const snapshots = await readOrFault(request.context, () =>
      readKeys(request, (share) => {
        onProgress?.(share);
        // A quota that nobody knew shows itself by its first refusals, when the reading has long begun.
        if (exportIsSooner(request, (1 - share) * calls))
          throw new Fault('throttled', 'an export is sooner than the quota');
      }),
    );
    if (!(snapshots instanceof Fault))
      return snapshotReading(request, snapshots, { plan: NAME, switchReason });
    const { exported } = request.prepared.source;
    if (snapshots.kind === 'throttled' && exported !== undefined && exportIsSooner(request, calls))
      return { fallBackTo: 'export', reason: `${NAME} would outlast the quota` };
    // When one key is missing, no host is known to be whole. So we ask the hosts, and each answers for itself.
    return fallback(NAME, 'per-host', snapshots);
  },
};

/** Returns why rows cannot be read key by key, from the statistics. Keys that the filters name are never too many. */
export function keyVetoes<Row extends AssetRow>(
  { prepared }: Pick<PlanRequest<Row>, 'prepared'>,
  { rowsPerKey, refusals }: Pick<QueryEstimate, 'rowsPerKey' | 'refusals'>,
): readonly string[] {
  const rows = rowsPerKey?.reduce((sum, each) => sum + each, 0) ?? 0;
  if (rows <= MOST_ROWS_HELD || prepared.input.keys?.keys !== undefined) return refusals;
  return [...refusals, 'it would hold too many rows in memory at once'];
}
