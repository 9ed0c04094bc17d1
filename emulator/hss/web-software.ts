import type { AssetType } from '../fleet/assets/row.js';
import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRequest, HssRoute } from './request.js';

export const WEB_SOFTWARE_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'catalogue', 'name', 'version', 'install_path', 'config_path', 'uid',
  'gid', 'mode', 'ctime', 'mtime', 'atime', 'pid', 'proc_path', 'container_id', 'container_name', 'record_time',
]; // prettier-ignore

/** Lists call this type `web-app`; exports and overviews call it `web_cms`. */
const TYPE_OF = { 'web-app': 'web_cms', 'web-service': 'web_service', database: 'database' } as const;

function typeOf({ parameters }: HssRequest): AssetType {
  return TYPE_OF[parameters.needOneOf('catalogue', ['web-app', 'web-service', 'database'])];
}

export const webSoftwareRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/web-app-and-services',
    type: typeOf,
    row: WEB_SOFTWARE_MEMBERS,
    partMatch: true,
    filters: [
      { name: 'name', match: 'choice' },
      { name: 'host_id', max: 64 },
      ...hostFilters('choice'),
      { name: 'version', match: 'choice' },
      { name: 'install_dir', field: 'install_path', match: 'choice' },
    ],
  }),
  statisticsList({
    path: '/asset/web-app-and-service-statistics',
    type: typeOf,
    by: ['name'],
    filters: [{ name: 'name', match: 'part', max: 64 }],
  }),
];
