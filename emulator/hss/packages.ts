import { hostFilters } from './asset-filter.js';
import { rowList, serverList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

export const PACKAGE_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'file_name', 'name', 'catalogue', 'file_type', 'version', 'path',
  'hash', 'size', 'uid', 'gid', 'mode', 'pid', 'proc_path', 'package_path', 'is_embedded', 'record_time',
  'container_id', 'container_name',
]; // prettier-ignore

const ON_ONE_SERVER = [
  'file_name', 'catalogue', 'file_type', 'version', 'path', 'hash', 'uid', 'mode', 'pid', 'proc_path', 'record_time',
  'container_id', 'container_name',
]; // prettier-ignore

export const packageRoutes: readonly HssRoute[] = [
  statisticsList({
    path: '/asset/midwares',
    type: 'jar_package',
    by: ['file_name'],
    filters: [{ name: 'file_name', match: 'part' }],
  }),
  rowList({
    path: '/asset/midwares/detail',
    type: 'jar_package',
    row: PACKAGE_MEMBERS,
    partMatch: true,
    filters: [{ name: 'file_name', needed: true, match: 'choice' }, ...hostFilters('choice')],
  }),
  serverList({
    path: '/asset/{host_id}/jar-package',
    type: 'jar_package',
    row: ON_ONE_SERVER,
    filters: [{ name: 'file_name' }],
  }),
];
