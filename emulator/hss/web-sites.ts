import { hostFilters } from './asset-filter.js';
import { rowList, serverList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

const ON_ONE_SERVER = [
  'domain', 'app_name', 'path', 'port', 'bind_addr', 'url_path', 'uid', 'gid', 'mode', 'pid', 'proc_path', 'is_https',
  'cert_issuer', 'cert_user', 'cert_issue_time', 'cert_expired_time', 'record_time', 'container_id', 'container_name',
]; // prettier-ignore

export const SITE_MEMBERS = ['agent_id', 'host_id', 'host_name', 'host_ip', ...ON_ONE_SERVER];

export const webSiteRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/host/web-site',
    type: 'web_site',
    row: SITE_MEMBERS,
    partMatch: true,
    filters: [{ name: 'domain', needed: true, match: 'choice' }, ...hostFilters('choice')],
  }),
  statisticsList({
    path: '/asset/statistics/web-site',
    type: 'web_site',
    by: ['domain'],
    filters: [{ name: 'domain', match: 'part' }],
  }),
  serverList({
    path: '/asset/{host_id}/web-site',
    type: 'web_site',
    row: ON_ONE_SERVER,
    filters: [{ name: 'domain' }],
  }),
];
