import { hostFilters } from './asset-filter.js';
import { rowList, serverList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

const ON_ONE_SERVER = [
  'name', 'version', 'path', 'record_time', 'catalogue', 'file_name', 'file_type', 'gid', 'hash', 'mode', 'pid',
  'proc_path', 'uid', 'container_id', 'container_name',
]; // prettier-ignore

export const FRAMEWORK_MEMBERS = [
  'agent_id',
  'host_id',
  'host_name',
  'host_ip',
  ...ON_ONE_SERVER,
  'is_embedded',
];

export const webFrameworkRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/host/web-framework',
    type: 'web_framework',
    row: FRAMEWORK_MEMBERS,
    partMatch: true,
    filters: [{ name: 'file_name', match: 'choice' }, ...hostFilters('choice')],
  }),
  statisticsList({
    path: '/asset/statistics/web-framework',
    type: 'web_framework',
    by: ['file_name'],
    filters: [{ name: 'file_name', match: 'part' }],
  }),
  serverList({
    path: '/asset/{host_id}/web-framework',
    type: 'web_framework',
    row: ON_ONE_SERVER,
    filters: [{ name: 'file_name' }],
  }),
];
