import type { QuotaLeft } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow, ExportedSource } from '../question/fleet-query.js';
import { targetKey } from '../question/target.js';
import type { PreparedQuery } from '../servers/query-resolver.js';
import { loadExport } from '../snapshots/export-loader.js';
import { subjectOf } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import { fallback, readOrFault, type Plan, type PlanRequest } from './plan.js';
import { snapshotReading } from './snapshot-reading.js';

const NAME = 'export';

/** How long the vendor is taken to make a file, and how often it is asked whether the file is there, in milliseconds. */
const EXPORT_MS = 10_000;
const POLL_EVERY_MS = 5_000;

/** An export of a whole fleet is surely done in this time, in milliseconds. A choice; the vendor names none. */
const EXPORT_SURELY_MS = 120_000;

/**
 * For this many hosts or fewer, no export of a whole fleet is made. A choice: reading 20 hosts takes about as many calls as an
 * export with its list of hosts, so an export could only win because it waits less for a quota. Its file has the rows of all
 * hosts, which is too much work for the vendor when a few are wanted.
 */
const FEW_HOSTS = 20;

/**
 * All rows of one exported file. It needs few calls, but it is slow, and its file is documented thinly. So it is for whole
 * fleets under a quota, and for callers who ask for it by name.
 */
export const exportPlan: Plan = {
  name: NAME,

  vetoes: ({ prepared, size }) => {
    const veto = exportVeto(prepared, size);
    return veto === undefined ? [] : [veto];
  },

  price: ({ prepared, services: { directory } }) => {
    let listCalls = 0;
    for (const project of prepared.projects)
      listCalls += directory.callsToList(project, prepared.scopeOf(project));
    const polls = Math.ceil(EXPORT_MS / POLL_EVERY_MS);
    return [
      { call: 'hosts', count: listCalls },
      { call: 'export', count: 1 },
      { call: 'poll', count: polls, depth: polls, idleMs: polls * POLL_EVERY_MS },
      { call: 'download', count: 1 },
    ];
  },

  open: async (request, { switchReason }) => {
    const { exported } = request.prepared.source;
    if (exported === undefined)
      return fallback(NAME, 'by-port', new Fault('rejected', 'the type has no export'));
    const files = await readOrFault(request.context, () => readFiles(request, exported));
    // What the vendor's file holds is documented thinly. If it cannot be used, the list by key is read.
    if (files instanceof Fault) return fallback(NAME, 'by-port', files);
    const { snapshots, unsure } = files;
    return snapshotReading(request, snapshots, { plan: NAME, switchReason, unsure });
  },
};

/**
 * Returns why no export may be made for a query; undefined when one may.
 *
 * @param size how many hosts the query is about.
 */
function exportVeto<Row extends AssetRow>(
  { source, input, projects, everything }: PreparedQuery<Row>,
  size: number,
): string | undefined {
  const { keyed, exported } = source;
  if (keyed === undefined || exported === undefined) return 'no export gives these rows exactly';
  if (input.plan === NAME) return undefined;
  if (!everything && size <= FEW_HOSTS) return 'it would fetch the rows of the whole fleet for a few servers';
  const { endpoints } = keyed;
  const limited = projects.some((project) =>
    [endpoints.keyed, endpoints.list].some((endpoint) => project.quota(endpoint) !== undefined),
  );
  return limited ? undefined : 'slow and thinly documented, so only taken under a quota or when asked for';
}

/**
 * Returns whether an export would end sooner than a reading by key that still needs `calls` calls: its quota may be known
 * only since it began. The list of hosts, which an export needs too, is taken to have the same quota.
 */
export function exportIsSooner<Row extends AssetRow>(
  { prepared, keyed, services, size }: Pick<PlanRequest<Row>, 'prepared' | 'keyed' | 'services' | 'size'>,
  calls: number,
): boolean {
  if (prepared.input.plan !== 'auto' || exportVeto(prepared, size) !== undefined) return false;
  const quota = tightestQuota(prepared.projects, keyed.endpoints.keyed);
  if (quota === undefined) return false;
  let listCalls = 0;
  for (const project of prepared.projects)
    listCalls += services.directory.callsToList(project, prepared.scopeOf(project));
  return (calls - quota.left - listCalls) * 60_000 > quota.perMinute * EXPORT_SURELY_MS;
}

/** The quota of the project that has the fewest calls left; undefined when no limit is known. */
export function tightestQuota(projects: readonly UpstreamProject[], endpoint: string): QuotaLeft | undefined {
  let tightest: QuotaLeft | undefined;
  for (const project of projects) {
    const quota = project.quota(endpoint);
    if (quota !== undefined && (tightest === undefined || quota.left < tightest.left)) tightest = quota;
  }
  return tightest;
}

/** Exports each project of a query. Hosts whose rows a file does not separate are `unsure`, by target key. */
async function readFiles<Row extends AssetRow>(
  { prepared, context, services }: PlanRequest<Row>,
  exported: ExportedSource<Row>,
): Promise<{ readonly snapshots: Map<string, Snapshot<Row>>; readonly unsure: Set<string> }> {
  const { directory, snapshots: store } = services;
  const snapshots = new Map<string, Snapshot<Row>>();
  const unsure = new Set<string>();
  for (const project of prepared.projects) {
    const enterpriseProjectId = prepared.scopeOf(project);
    const { hosts } = await directory.list(project, { enterpriseProjectId }, context.under(context.signal));
    const subject = { source: prepared.source, exported, project, scope: prepared.input };
    const file = await loadExport(subject, hosts, context);
    for (const hostId of file.unsure) unsure.add(targetKey(project.alias, hostId));
    // Only a reading without gaps is worth keeping for others.
    if (file.unsure.size === 0) store.put(subjectOf(prepared, project), '', file.snapshot);
    snapshots.set(project.alias, file.snapshot);
  }
  return { snapshots, unsure };
}
