import { changesOf, type ChangedType } from '../fleet/assets/changes.js';
import type { AssetRow } from '../fleet/assets/row.js';
import type { Fleet } from '../fleet/fleet.js';
import type { Listing } from '../gateway/answer.js';
import { MAX_OFFSET } from '../gateway/parameters.js';
import { badParameter } from '../gateway/refusal.js';
import { questionOf, hostFilters, type FilterSpec } from './asset-filter.js';
import type { HssHandler, HssRoute } from './request.js';

interface ChangeSpec {
  readonly path: string;
  readonly type: ChangedType;
  readonly filters: readonly FilterSpec[];
  readonly row: readonly string[];
  readonly maxOffset?: number;
  /** Whether the list can be sorted by ascending time. */
  readonly sortable: boolean;
}

/** Changes of each fleet, computed once. */
const KNOWN = new WeakMap<Fleet, Map<ChangedType, AssetRow[]>>();

function changes(fleet: Fleet, type: ChangedType): AssetRow[] {
  const known = KNOWN.get(fleet) ?? new Map<ChangedType, AssetRow[]>();
  KNOWN.set(fleet, known);
  let rows = known.get(type);
  if (rows === undefined) known.set(type, (rows = changesOf(fleet, type)));
  return rows;
}

/** Account changes have their kind in another member, in upper case. */
function printed(row: AssetRow): AssetRow {
  return { ...row, change_type: String(row.variation_type).toUpperCase() };
}

function changeList(spec: ChangeSpec): HssRoute {
  const handle: HssHandler = (request): Listing => {
    const { parameters, project } = request;
    const page = parameters.page(request.settings, spec.maxOffset ?? MAX_OFFSET);
    const question = questionOf(request, { type: spec.type, filters: spec.filters, category: false });
    const from = parameters.whole('start_time', 0, Number.MAX_SAFE_INTEGER) ?? 0;
    const to = parameters.whole('end_time', 0, Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER;
    if (to < from) throw badParameter();
    const sorted = spec.sortable && parameters.oneOf('sort_key', ['recent_scan_time']) !== undefined;
    const upwards = parameters.oneOf('sort_dir', ['asc', 'desc']) === 'asc';
    const found = changes(project.fleet, spec.type)
      .map(printed)
      .filter((change) => {
        const time = change.recent_scan_time as number;
        const server = project.fleet.find(String(change.host_id));
        return (
          time >= from && time <= to && server !== undefined && question.host(server) && question.row(change)
        );
      });
    if (sorted && upwards) found.reverse();
    const members = [...spec.row];
    return {
      ...page,
      total: found.length,
      slice: (start, end) => found.slice(start, end).map((change) => JSON.stringify(change, members)),
      phantom: (n) =>
        JSON.stringify({ ...found[0], host_name: `drift-${n}`, host_id: `drift-${n}` }, members),
    };
  };
  return { method: 'GET', path: spec.path, handle };
}

const VARIATIONS: FilterSpec = { name: 'variation_type', words: ['add', 'delete', 'modify'] };

export const changeRoutes: readonly HssRoute[] = [
  changeList({
    path: '/asset/user/change-history',
    type: 'users',
    maxOffset: 10_000,
    sortable: false,
    filters: [
      { name: 'host_id', max: 64 },
      ...hostFilters('part', 'private_ip'),
      { name: 'user_name', max: 128 },
      { name: 'root_permission', as: 'flag' },
      { name: 'change_type', words: ['ADD', 'DELETE', 'MODIFY'] },
    ],
    row: [
      'agent_id', 'change_type', 'host_id', 'host_name', 'private_ip', 'login_permission', 'root_permission',
      'user_group_name', 'user_home_dir', 'shell', 'user_name', 'expire_time', 'recent_scan_time',
    ], // prettier-ignore
  }),
  changeList({
    path: '/asset/auto-launch/change-history',
    type: 'auto_launch',
    sortable: true,
    filters: [
      { name: 'host_id', max: 64 },
      ...hostFilters('part'),
      { name: 'auto_launch_name', field: 'name', max: 128 },
      { name: 'type', words: ['0', '1', '2', '3', '4'] },
      VARIATIONS,
    ],
    row: [
      'agent_id', 'host_id', 'host_name', 'host_ip', 'variation_type', 'type', 'path', 'hash', 'run_user', 'name',
      'recent_scan_time',
    ], // prettier-ignore
  }),
  changeList({
    path: '/asset/app/change-history',
    type: 'app',
    sortable: true,
    filters: [
      { name: 'host_id', max: 128 },
      ...hostFilters('part'),
      { name: 'app_name', max: 128 },
      VARIATIONS,
    ],
    row: [
      'agent_id', 'host_id', 'host_name', 'host_ip', 'variation_type', 'app_name', 'version', 'update_time',
      'recent_scan_time',
    ], // prettier-ignore
  }),
];
