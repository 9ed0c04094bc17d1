import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

export const ACCOUNT_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'user_name', 'login_permission', 'root_permission',
  'user_group_name', 'user_home_dir', 'shell', 'recent_scan_time', 'first_scan_time', 'container_id', 'container_name',
]; // prettier-ignore

export const accountRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/users',
    type: 'users',
    row: ACCOUNT_MEMBERS,
    partMatch: true,
    filters: [
      { name: 'host_id', max: 64 },
      { name: 'user_name', match: 'choice', max: 32 },
      ...hostFilters('choice', 'private_ip'),
      { name: 'login_permission', as: 'flag' },
      { name: 'root_permission', as: 'flag' },
      { name: 'user_group', field: 'user_group_name', match: 'choice', max: 128 },
    ],
  }),
  statisticsList({
    path: '/asset/user/statistics',
    type: 'users',
    by: ['user_name'],
    filters: [{ name: 'user_name', match: 'part', max: 64 }],
  }),
];
