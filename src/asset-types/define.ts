import { by, inOrderOf } from '../fleet/order.js';
import type { Compare } from '../fleet/outcome.js';
import { Fault } from '../kernel/fault.js';
import {
  countsCall,
  fleetRows,
  matchesCall,
  serverRows,
  statisticsRows,
} from '../upstream/hss/asset-calls.js';
import type { AssetDescriptor } from '../upstream/hss/assets/descriptor.js';
import type { LocatedRow } from '../upstream/hss/assets/members.js';
import type { HssScope } from '../upstream/hss/hss-client.js';
import type { UpstreamProject } from '../upstream/projects.js';
import type { SendContext } from '../upstream/transport/pipeline.js';
import {
  hssScope,
  type AssetRow,
  type AssetSource,
  type KeyCount,
  type KeyedSource,
  type KeySelection,
} from '../query/question/fleet-query.js';
import { memberNames } from './row-schema.js';
import type { AssetDefinition, Presentation } from './definition.js';
import { hostAt, type HostPlaces } from './host-places.js';
import { shortKey } from '../query/reading/row-order.js';
import { readKeysOfHost, readPlace } from './read-place.js';

const API = 'GET /v5/{project_id}';
const STATISTICS = '/asset/statistics';

/** Key of a list that has the rows of all servers without one. */
const WHOLE = '';

/** What `define` needs for an asset type. */
interface Recipe<Row extends AssetRow> extends Presentation<Row> {
  readonly descriptor: AssetDescriptor<MembersOf<Row>>;
}

/** The members that a decoder gives a row; project and host id are added to them. */
export type MembersOf<Row extends AssetRow> = Omit<Row, 'project' | 'host_id'>;

function rowOf<Row extends AssetRow>(project: string, hostId: string, members: MembersOf<Row>): Row {
  return { project, host_id: hostId, ...members } as unknown as Row;
}

/** Makes an asset type whose descriptor says how its rows are read. */
export function define<Row extends AssetRow>(recipe: Recipe<Row>): AssetDefinition<Row> {
  const { descriptor, row, title, plural, order, filters, sorts } = recipe;
  return {
    ...{ row, title, plural, order, filters, sorts },
    profile: descriptor,
    namesNoHost: namesNoHost(descriptor),
    exported: false,
    source: (places, whole) => assetSource(recipe, places, whole),
    keys: (given) => keySelection(recipe, given),
  };
}

/** Reads the rows of one host by the cheapest call, and those of all hosts by the list over the fleet. */
function assetSource<Row extends AssetRow>(
  definition: Recipe<Row>,
  places: HostPlaces,
  whole: boolean,
): AssetSource<Row> {
  const { descriptor, order, sorts } = definition;
  const { fleet } = descriptor;
  return {
    // Rows that only a whole fleet has must not be kept for queries about a part of it.
    type: whole && namesNoHost(descriptor) ? `${descriptor.type}, whole` : descriptor.type,
    members: memberNames(definition.row),
    compare: orderOf<Row>(order),
    orderMembers: order,
    sorts: Object.fromEntries(
      sorts.map((member) => [member, { key: keyOf<Row>(member), members: [member] }]),
    ),
    keyed: keyedSource(definition, places, whole),
    ...(namesNoHost(descriptor) ? { needsList: true } : {}),
    ...(fleet.takesHostId && fleet.keys === undefined ? {} : { unpaged: true }),
    fetchPage: async ({ project, hostId, offset, limit, scope, context }) => {
      const asked = hssScope(project, scope);
      if (namesNoHost(descriptor)) {
        const rows = await readPlace(descriptor, places, { project, hostId, scope: asked, context });
        return {
          rows: rows.map((row) => rowOf<Row>(project.alias, hostId, row.members)),
          total: rows.length,
        };
      }
      if (fleet.keys !== undefined) {
        const rows = await readKeysOfHost(descriptor, fleet.keys, { project, hostId, scope: asked, context });
        return {
          rows: rows.map((row) => rowOf<Row>(project.alias, hostId, row.members)),
          total: rows.length,
        };
      }
      const call = fleet.takesHostId
        ? fleetRows(descriptor, asked, { offset, limit }, { hostId })
        : serverRows(descriptor, hostId, asked);
      const { rows, total, limit: pageSize } = await project.hss.rows(call, context);
      return {
        rows: rows.map((row) => rowOf<Row>(project.alias, hostId, row.members)),
        total,
        limit: pageSize,
      };
    },
  };
}

/** Reads the list over all hosts: by key where the vendor wants one, else under a single key. */
function keyedSource<Row extends AssetRow>(
  definition: Recipe<Row>,
  places: HostPlaces,
  whole: boolean,
): KeyedSource<Row> {
  const { descriptor } = definition;
  const { fleet, server, decode, type } = descriptor;
  const placeOf = async (project: UpstreamProject, scope: HssScope, context: SendContext) => {
    const byPlace = namesNoHost(descriptor)
      ? await places.of(project, scope.enterpriseProjectId, context)
      : undefined;
    return ({ hostId, hostName, hostIp }: LocatedRow): string => {
      if (hostId !== null) return hostId;
      if (byPlace !== undefined) return hostAt(byPlace, hostName, hostIp, whole);
      throw new Fault('bad_payload', 'a row of a fleet-wide list names no server');
    };
  };
  return {
    endpoints: {
      list: `${API}${server?.api ?? fleet.api}`,
      keyed: `${API}${fleet.api}`,
      statistics: `${API}${statisticsApi(descriptor)}`,
    },
    fuller: server?.lacksMembers === true,
    compareCounts: by<KeyCount>(({ key }) => key),
    keyOf: (row) => (fleet.key === undefined ? WHOLE : (descriptor.keyOf?.(row) ?? textAt(row, fleet.key))),
    refuses: ({ key }) =>
      fleet.key !== undefined && key === WHOLE
        ? `rows without ${fleet.key} are listed by server only`
        : undefined,
    counts: async ({ project, offset, limit, scope, context }) => {
      const asked = hssScope(project, scope);
      if (fleet.key !== undefined && fleet.keys !== undefined) {
        const rows: KeyCount[] = [];
        for (const key of fleet.keys) {
          const { total } = await project.hss.rows(matchesCall(fleet, asked, { [fleet.key]: key }), context);
          rows.push({ key, rows: total ?? 0, traits: {} });
        }
        return { rows, total: rows.length };
      }
      if (fleet.key === undefined) {
        const counts = await project.hss.object(countsCall([descriptor], asked), context);
        return { rows: [{ key: WHOLE, rows: counts.get(type) ?? 0, traits: {} }], total: 1 };
      }
      const page = await project.hss.rows(statisticsRows(descriptor, asked, { offset, limit }), context);
      return { ...page, rows: page.rows.map(({ name, count }) => ({ key: name, rows: count, traits: {} })) };
    },
    fetchPage: async ({ project, key, offset, limit, scope, context, take }) => {
      const asked = hssScope(project, scope);
      const hostOf = await placeOf(project, asked, context);
      const call = fleetRows(descriptor, asked, { offset, limit }, { key: String(key) });
      const page = await project.hss.rows({ ...call, decode: (row) => decode(row) }, context);
      const shaped = page.rows.map((row) => {
        const shapedRow = rowOf<Row>(project.alias, hostOf(row), row.members);
        return take(shapedRow, row.hostName, row.hostIp);
      });
      return { ...page, rows: shaped };
    },
  };
}

function textAt(row: object, member: string): string {
  const value = (row as Readonly<Record<string, unknown>>)[member];
  return typeof value === 'string' ? value : '';
}

/** The call that says how many rows the fleet has. */
function statisticsApi({ fleet, statistics }: AssetDescriptor): string {
  if (fleet.keys !== undefined) return fleet.api;
  return fleet.key === undefined ? STATISTICS : statistics.api;
}

function namesNoHost({ fleet, server }: Pick<AssetDescriptor, 'fleet' | 'server'>): boolean {
  return !fleet.takesHostId && server === undefined;
}

/** Returns which keys of the list over the fleet have all rows that the given filters can let through. */
function keySelection<Row extends AssetRow>(
  { descriptor, filters }: Recipe<Row>,
  given: Readonly<Record<string, unknown>>,
): KeySelection {
  const { key } = descriptor.fleet;
  const filter = key === undefined ? undefined : filters[key];
  const wanted = key === undefined ? undefined : given[key];
  if (filter?.kind !== 'contains' || typeof wanted !== 'string') return { id: '', wants: () => true };
  const text = wanted.toLowerCase();
  return {
    id: JSON.stringify([key, text]),
    wants: (count) => String(count.key).toLowerCase().includes(text),
  };
}

/** The fixed order of a host's rows; rows that compare equal are one row. */
function orderOf<Row extends object>(members: readonly (keyof Row & string)[]): Compare<Row> {
  return inOrderOf(...members.map((member) => by<Row>(keyOf(member))));
}

/** A member as an order compares it: long texts by their short key, false before true. */
function keyOf<Row>(member: keyof Row & string): (row: Row) => string | number | null {
  return (row) => {
    const value: unknown = row[member];
    if (typeof value === 'string') return shortKey(value);
    if (typeof value === 'number') return value;
    return typeof value === 'boolean' ? Number(value) : null;
  };
}
