import type { AssetRow } from '../fleet/assets/row.js';
import { hostFilters } from './asset-filter.js';
import { rowList, serverList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

const MODULE = [
  'name', 'file_name', 'version', 'srcversion', 'path', 'size', 'mode', 'uid', 'ctime', 'mtime', 'hash', 'desc',
  'record_time',
]; // prettier-ignore

/** Details are nested, unlike in every other list. */
export function kernelModuleRow(row: AssetRow): Record<string, unknown> {
  const { agent_id, host_id, host_name, host_ip } = row;
  const kernel_module_info = Object.fromEntries(MODULE.map((name) => [name, row[name]]));
  return { agent_id, host_id, host_name, host_ip, kernel_module_info };
}

export const kernelModuleRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/host/kernel-module',
    type: 'kernel_module',
    row: kernelModuleRow,
    category: false,
    // The vendor documents part_match here, but users report that it has no effect.
    partMatch: false,
    filters: [{ name: 'name', needed: true }, ...hostFilters('choice')],
  }),
  statisticsList({
    path: '/asset/statistics/kernel-module',
    type: 'kernel_module',
    by: ['name'],
    category: false,
    filters: [{ name: 'name', match: 'part' }],
  }),
  serverList({
    path: '/asset/{host_id}/kernel-module',
    type: 'kernel_module',
    row: MODULE,
    category: false,
    filters: [{ name: 'name' }],
  }),
];
