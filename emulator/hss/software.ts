import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

export const APP_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'app_name', 'version', 'install_dir', 'container_id',
  'container_name', 'recent_scan_time', 'update_time',
]; // prettier-ignore

export const softwareRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/apps',
    type: 'app',
    row: APP_MEMBERS,
    partMatch: true,
    filters: [
      { name: 'host_id', max: 64 },
      ...hostFilters('choice'),
      { name: 'app_name', match: 'choice' },
      { name: 'version', match: 'choice', max: 128 },
      { name: 'install_dir', match: 'choice', max: 512 },
    ],
  }),
  statisticsList({
    path: '/asset/app/statistics',
    type: 'app',
    by: ['app_name'],
    filters: [{ name: 'app_name', match: 'part' }],
  }),
];
