import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

/** Neither host_id nor agent_id nor the user: upstream leaves them out. */
export const PROCESS_MEMBERS = [
  'hash', 'host_ip', 'host_name', 'launch_params', 'launch_time', 'process_path', 'process_pid', 'run_permission',
  'container_id', 'container_name',
]; // prettier-ignore

export const processRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/processes/detail',
    type: 'process',
    row: PROCESS_MEMBERS,
    filters: [...hostFilters('part'), { name: 'path', field: 'process_path' }],
  }),
  statisticsList({
    path: '/asset/process/statistics',
    type: 'process',
    by: ['process_path'],
    printAs: { process_path: 'path' },
    countRows: true,
    filters: [{ name: 'path', field: 'process_path', match: 'part' }],
  }),
];
