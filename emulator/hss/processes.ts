import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

/** Members of a row without host_id, agent_id and user, which the vendor leaves out. */
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
