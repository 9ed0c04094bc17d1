import { readWholeList } from '../fleet/read-list.js';
import { by, inOrderOf } from '../fleet/order.js';
import { Fault } from '../kernel/fault.js';
import { fleetRows } from '../upstream/hss/asset-calls.js';
import type { AssetDescriptor } from '../upstream/hss/assets/descriptor.js';
import type { LocatedRow } from '../upstream/hss/assets/members.js';
import type { HssScope } from '../upstream/hss/hss-client.js';
import type { UpstreamProject } from '../upstream/projects.js';
import type { SendContext } from '../upstream/transport/pipeline.js';
import { placeKey, type HostPlaces } from './host-places.js';

/** Rows a page; the vendor's most. */
const PAGE_LIMIT = 200;
/** Requests in flight for one server. */
const WINDOW = 4;

/** Whose rows are read. */
interface PlaceRequest {
  readonly project: UpstreamProject;
  readonly hostId: string;
  readonly scope: HssScope;
  readonly context: SendContext;
}

/**
 * Reads all rows of one server from a list that knows servers by name and address only. The vendor may match names in part,
 * so rows of other servers are among them: they are read with the rest and dropped.
 *
 * @throws Fault `not_found` for a server that is not listed, `rejected` for one that shares name and address with
 *   another: the vendor's list does not separate their rows.
 */
export async function readPlace<M extends object>(
  descriptor: AssetDescriptor<M>,
  places: HostPlaces,
  { project, hostId, scope, context }: PlaceRequest,
): Promise<LocatedRow<M>[]> {
  const { byId, byPlace } = await places.of(project, scope.enterpriseProjectId, context);
  const host = byId.get(hostId);
  if (host === undefined) throw new Fault('not_found', 'the server is not listed');
  const { hostName, privateIp } = host;
  const place = placeKey(hostName, privateIp);
  if (byPlace.get(place)?.length !== 1) throw new Fault('rejected', 'servers share name and address');
  const narrowing = {
    ...(hostName === null ? {} : { hostName }),
    ...(privateIp === null ? {} : { hostIp: privateIp }),
  };
  const rows = await readRows(descriptor, narrowing, { project, scope, context });
  return rows.filter((row) => placeKey(row.hostName, row.hostIp) === place);
}

/** Reads all rows of one server from a list that wants one of a few keys: key by key. @throws Fault */
export async function readKeysOfHost<M extends object>(
  descriptor: AssetDescriptor<M>,
  keys: readonly string[],
  { hostId, ...request }: PlaceRequest,
): Promise<LocatedRow<M>[]> {
  const all: LocatedRow<M>[] = [];
  for (const key of keys) all.push(...(await readRows(descriptor, { hostId, key }, request)));
  return all;
}

/** Reads all pages of a fleet-wide list that is narrowed. */
function readRows<M extends object>(
  descriptor: AssetDescriptor<M>,
  narrowing: Parameters<typeof fleetRows>[3],
  { project, scope, context }: Omit<PlaceRequest, 'hostId'>,
): Promise<readonly LocatedRow<M>[]> {
  return readWholeList({
    fetchPage: ({ offset, limit, signal }) =>
      project.hss.rows(fleetRows(descriptor, scope, { offset, limit }, narrowing), { ...context, signal }),
    pageLimit: PAGE_LIMIT,
    window: WINDOW,
    // Identity by all members: which of them make a row is for the caller to say.
    compare: inOrderOf<LocatedRow<M>>(by((row) => JSON.stringify(row))),
    signal: context.signal,
  });
}
