import type { ChangeHistory } from './assets/changes.js';
import type { AssetDescriptor, AssetProfile, AssetType, FleetList } from './assets/descriptor.js';
import type { LocatedRow } from './assets/members.js';
import { integerOf, textOf } from './decode.js';
import type { HssScope, ObjectCall, PageWindow, RowsCall } from './hss-client.js';
import type { QueryValue } from './path.js';

/** Smallest page of a list (source: FACTS of the vendor's lists, section 6). */
const LEAST_ROWS = 10;

/** What narrows a fleet-wide list. */
interface Narrowing {
  readonly hostId?: string;
  /** The vendor matches names in part. */
  readonly hostName?: string;
  readonly hostIp?: string;
  /** Value of the key that some lists cannot do without. */
  readonly key?: string;
}

/** One page of the list over all servers. A list without `host_id` ignores `hostId`: use its name and address. */
export function fleetRows<M extends object>(
  { fleet, decode }: AssetDescriptor<M>,
  scope: HssScope,
  page: PageWindow,
  { hostId, hostName, hostIp, key }: Narrowing = {},
): RowsCall<LocatedRow<M>> {
  const askedHost = fleet.takesHostId ? hostId : undefined;
  return {
    api: fleet.api,
    query: {
      ...(fleet.key === undefined ? {} : { [fleet.key]: key }),
      ...fleet.fixed,
      host_id: askedHost,
      host_name: hostName,
      host_ip: hostIp,
      ...fleetScope(scope, fleet),
      limit: page.limit,
      offset: page.offset,
    },
    decode: (row) => decode(row, askedHost),
    bulk: true,
  };
}

/** The least of a list over all servers that tells how many rows the vendor's filters let through. */
export function matchesCall(
  fleet: FleetList,
  scope: HssScope,
  filter: Readonly<Record<string, QueryValue>>,
): RowsCall<null> {
  return {
    api: fleet.api,
    query: {
      ...fleet.fixed,
      ...filter,
      ...fleetScope(scope, fleet),
      limit: LEAST_ROWS,
      offset: 0,
    },
    decode: () => null,
    bulk: false,
  };
}

/** All rows of one server, from the list that has no pages. @throws Error when the type has none: ask before. */
export function serverRows<M extends object>(
  { server, decode, type }: AssetDescriptor<M>,
  hostId: string,
  scope: HssScope,
): RowsCall<LocatedRow<M>> {
  if (server === undefined) throw new Error(`${type} has no list of one server`);
  return {
    api: server.api,
    params: { host_id: hostId },
    query: scopeQuery(scope, server.takesCategory),
    decode: (row) => decode(row, hostId),
    bulk: true,
  };
}

/** One thing and how many servers (for some types: rows) have it. */
interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** One page of the distinct things of a type with their counts. */
export function statisticsRows(
  { statistics, type }: AssetProfile,
  scope: HssScope,
  page: PageWindow,
): RowsCall<NamedCount> {
  return {
    api: statistics.api,
    query: {
      ...statistics.fixed,
      ...scopeQuery(scope, type !== 'kernel_module'),
      limit: page.limit,
      offset: page.offset,
    },
    decode: (row) => ({
      name: nameOf(row[statistics.name], statistics.name),
      count: integerOf(row['num'], 'num') ?? 0,
    }),
    bulk: false,
  };
}

/** One of the things that most servers have. */
interface TopEntry {
  readonly name: string;
  readonly servers: number;
  /** Share of the servers in percent. */
  readonly percentage: number | null;
}

/** The calls whose answers together are the things that most servers have. */
export function topCalls({ top }: AssetProfile, enterpriseProjectId: string): RowsCall<TopEntry>[] {
  return (top.each ?? [{}]).map((query) =>
    topRows(top, { ...query, enterprise_project_id: enterpriseProjectId }),
  );
}

function topRows(top: AssetProfile['top'], query: Readonly<Record<string, QueryValue>>): RowsCall<TopEntry> {
  const { name, hosts } = top.members ?? { name: 'name', hosts: 'host_num' };
  return {
    api: top.api,
    query: { ...top.fixed, ...query },
    decode: (row) => ({
      name: nameOf(row[name], name),
      servers: integerOf(row[hosts], hosts) ?? 0,
      percentage: integerOf(row['percentage'], 'percentage'),
    }),
    bulk: false,
  };
}

/** Rows of each type, as the vendor counts them; null where it does not say. */
export function countsCall(
  profiles: readonly AssetProfile[],
  scope: HssScope,
  hostId?: string,
): ObjectCall<Map<AssetType, number | null>> {
  return {
    api: '/asset/statistics',
    query: { host_id: hostId, ...scopeQuery(scope, true) },
    decode: (answer) =>
      new Map(
        profiles.map(({ type, countedAs }) => [
          type,
          countedAs === undefined ? null : integerOf(answer[countedAs], countedAs),
        ]),
      ),
  };
}

/** One page of a change history, both ends of the span included, Unix milliseconds. */
export function changeRows<M extends object>(
  history: ChangeHistory<M>,
  span: { readonly fromMs: number; readonly toMs: number; readonly hostId?: string },
  enterpriseProjectId: string,
  page: PageWindow,
): RowsCall<LocatedRow<M>> {
  return {
    api: history.api,
    query: {
      host_id: span.hostId,
      start_time: span.fromMs,
      end_time: span.toMs,
      ...history.fixed,
      enterprise_project_id: enterpriseProjectId,
      limit: page.limit,
      offset: page.offset,
    },
    decode: (row) => history.decode(row, span.hostId),
    bulk: true,
  };
}

function fleetScope(
  { category, enterpriseProjectId }: HssScope,
  { takesCategory, needsCategory }: FleetList,
): Record<string, QueryValue> {
  const asked = needsCategory === true ? (category ?? 'host') : category;
  return scopeQuery({ category: asked, enterpriseProjectId }, takesCategory);
}

function scopeQuery(scope: HssScope, takesCategory: boolean): Record<string, QueryValue> {
  return {
    category: takesCategory ? scope.category : undefined,
    enterprise_project_id: scope.enterpriseProjectId,
  };
}

/** Ports are named by a number; a thing without a name has the empty one. */
function nameOf(value: unknown, what: string): string {
  return typeof value === 'number' ? String(value) : (textOf(value, what) ?? '');
}
