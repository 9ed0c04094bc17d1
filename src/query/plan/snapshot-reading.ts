import { inSlices, sortInSlices } from '../../kernel/slices.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { compareTargets, targetKey, type HostDetails, type Target } from '../question/target.js';
import { SnapshotReader } from '../snapshots/snapshot-reader.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import { countHosts } from './find-hosts.js';
import type { OpenReading, PlanRequest } from './plan.js';

type Snapshots<Row extends AssetRow> = ReadonlyMap<string, Snapshot<Row>>;

interface Origin {
  readonly plan: string;
  readonly switchReason?: string | undefined;
  /** Keys of targets whose rows the snapshots do not know. Default: none. */
  readonly unsure?: ReadonlySet<string>;
}

/**
 * Makes rows readable that are here already, in one snapshot for each project.
 *
 * @throws Fault when the hosts cannot be found.
 */
export async function snapshotReading<Row extends AssetRow>(
  request: PlanRequest<Row>,
  snapshots: Snapshots<Row>,
  { plan, switchReason, unsure = new Set() }: Origin,
): Promise<OpenReading<Row>> {
  const { prepared, context, services } = request;
  const askedThemselves = new Set(unsure);
  let query: FleetQuery<Row>;
  if (prepared.everything && unsure.size === 0) query = await queryOfSnapshots(request, snapshots);
  else {
    query = await services.resolver.resolve(prepared, context);
    for (const key of await unlistedHosts(request, query)) askedThemselves.add(key);
  }
  const reader = readerOf(request, snapshots, {
    askedThemselves,
    fromCache: plan === 'snapshot',
  });
  return { query, reader, plan, switchReason, snapshotAsOf: oldestOf(snapshots) };
}

/** Makes a reader of snapshots that were read for a query whose hosts are found already. */
export async function readerForHosts<Row extends AssetRow>(
  request: PlanRequest<Row>,
  query: FleetQuery<Row>,
  snapshots: Snapshots<Row>,
): Promise<SnapshotReader> {
  const askedThemselves = await unlistedHosts(request, query);
  return readerOf(request, snapshots, { askedThemselves, fromCache: false });
}

/** When the oldest of the snapshots was read, Unix milliseconds. */
export function oldestOf<Row extends AssetRow>(snapshots: Snapshots<Row>): number {
  return Math.min(...[...snapshots.values()].map((snapshot) => snapshot.asOf));
}

function readerOf<Row extends AssetRow>(
  { services }: PlanRequest<Row>,
  snapshots: Snapshots<Row>,
  hosts: { readonly askedThemselves: ReadonlySet<string>; readonly fromCache: boolean },
): SnapshotReader {
  const held = snapshots as unknown as Snapshots<AssetRow>;
  return new SnapshotReader(held, services.hosts, hosts.askedThemselves, hosts.fromCache);
}

/** The query about a whole fleet that was never listed. Its targets are the hosts that have rows; the others have none. */
async function queryOfSnapshots<Row extends AssetRow>(
  request: PlanRequest<Row>,
  snapshots: Snapshots<Row>,
): Promise<FleetQuery<Row>> {
  const { prepared, services } = request;
  const size = await countHosts(request);
  const found: Target[] = [];
  const hostDetails = new Map<string, HostDetails>();
  for (const project of prepared.projects) {
    const snapshot = snapshots.get(project.alias);
    if (snapshot === undefined) continue;
    await inSlices(snapshot.hostIds, (hostId) => {
      found.push({ project, hostId });
      if (!prepared.wantsHostDetails) return;
      const [hostName, privateIp] = snapshot.detailsOf(hostId);
      hostDetails.set(targetKey(project.alias, hostId), { hostName, privateIp, publicIp: null });
    });
  }
  return services.resolver.queryOf(prepared, {
    // The hosts of one project are sorted already.
    targets: prepared.projects.length === 1 ? found : await sortInSlices(found, compareTargets),
    ...(prepared.wantsHostDetails ? { hostDetails } : {}),
    silentHosts: size - found.length,
  });
}

/** Keys of named hosts that the vendor's list does not show: no list says anything of them, so they are asked themselves. */
async function unlistedHosts<Row extends AssetRow>(
  { prepared, context, services }: PlanRequest<Row>,
  query: FleetQuery<Row>,
): Promise<Set<string>> {
  const unlisted = new Set<string>();
  if (!query.named) return unlisted;
  for (const project of prepared.projects) {
    const named: string[] = [];
    await inSlices(query.targets, (target) => {
      if (target.project === project) named.push(target.hostId);
    });
    const scope = prepared.scopeOf(project);
    const { hosts } = await services.directory.byIds(project, named, scope, context.under(context.signal));
    const known = new Set<string>();
    await inSlices(hosts, (host) => known.add(host.hostId));
    await inSlices(named, (hostId) => {
      if (!known.has(hostId)) unlisted.add(targetKey(project.alias, hostId));
    });
  }
  return unlisted;
}
