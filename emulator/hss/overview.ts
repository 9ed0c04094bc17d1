import type { AssetRow, AssetType } from '../fleet/assets/row.js';
import { hasAgent, type Host } from '../fleet/host.js';
import { json } from '../gateway/answer.js';
import { questionOf } from './asset-filter.js';
import { inEnterpriseProjects } from './match.js';
import type { HssHandler, HssRequest, HssRoute } from './request.js';

/** Entries of a top list (source: vendor's overview reference). */
const TOP = 5;

function visibleHosts({ project, parameters, caller }: HssRequest): Host[] {
  return project.fleet.all().filter(inEnterpriseProjects(parameters.enterpriseProjects(caller)));
}

/** Returns the five items that most servers have; shares are of the servers with an agent. */
function topList(
  typeOf: AssetType | ((request: HssRequest) => AssetType),
  name: (row: AssetRow) => string,
): HssHandler {
  return (request) => {
    const type = typeof typeOf === 'function' ? typeOf(request) : typeOf;
    const servers = new Map<string, Set<unknown>>();
    for (const row of request.project.assets
      .ask(questionOf(request, { type, filters: [], category: false }))
      .all()) {
      const key = name(row);
      const having = servers.get(key) ?? new Set();
      servers.set(key, having.add(row.host_id));
    }
    const all = visibleHosts(request).filter(hasAgent).length;
    const top = [...servers]
      .map(([key, having]) => ({
        name: key,
        host_num: having.size,
        percentage: Math.round((100 * having.size) / all),
      }))
      .sort((a, b) => b.host_num - a.host_num || (a.name < b.name ? -1 : 1))
      .slice(0, TOP);
    return json(200, { total_num: top.length, data_list: top });
  };
}

const agentStates: HssHandler = (request) => {
  const hosts = visibleHosts(request);
  const online = hosts.filter((host) => host.agent === 'online').length;
  const offline = hosts.filter((host) => host.agent === 'offline').length;
  return json(200, {
    online,
    offline,
    not_installed: hosts.length - online - offline,
    total_num: hosts.length,
  });
};

const protectionStates: HssHandler = (request) => {
  const { facts } = request.project.fleet;
  const hosts = visibleHosts(request);
  const no_protect = hosts.filter((host) => facts.protection(host) === 'closed').length;
  const risk = hosts.filter((host) => facts.verdict(host) === 'risk').length;
  return json(200, { no_risk: hosts.length - risk - no_protect, risk, no_protect, total_num: hosts.length });
};

const systems: HssHandler = (request) => {
  const { facts } = request.project.fleet;
  const hosts = visibleHosts(request);
  const counts = new Map<string, { os_name: string; os_type: string; number: number }>();
  for (const host of hosts.filter(hasAgent)) {
    const { name } = facts.system(host);
    const entry = counts.get(name) ?? { os_name: name, os_type: facts.osType(host), number: 0 };
    entry.number += 1;
    counts.set(name, entry);
  }
  const win_num = hosts.filter((host) => facts.osType(host) === 'Windows').length;
  return json(200, { win_num, linux_num: hosts.length - win_num, os_list: [...counts.values()] });
};

const text =
  (member: string) =>
  (row: AssetRow): string =>
    String(row[member]);

const byCatalogue = ({ parameters }: HssRequest): AssetType =>
  parameters.needOneOf('catalogue', ['web_cms', 'web_service', 'database']);

const TOPS: readonly [string, AssetType | ((request: HssRequest) => AssetType), string][] = [
  ['port', 'port', 'port'],
  ['account', 'users', 'user_name'],
  ['process', 'process', 'process_path'],
  ['software', 'app', 'app_name'],
  ['auto-launch', 'auto_launch', 'name'],
  ['web-framework', 'web_framework', 'name'],
  ['web-site', 'web_site', 'domain'],
  ['jar-package', 'jar_package', 'file_name'],
  ['kernel-module', 'kernel_module', 'name'],
  ['web-app-and-service', byCatalogue, 'name'],
];

export const overviewRoutes: readonly HssRoute[] = [
  ...TOPS.map(([path, type, member]): HssRoute => ({
    method: 'GET',
    path: `/asset/overview/statistics/top/${path}`,
    handle: topList(type, text(member)),
  })),
  { method: 'GET', path: '/asset/overview/status/agent', handle: agentStates },
  { method: 'GET', path: '/asset/overview/status/host/protection', handle: protectionStates },
  { method: 'GET', path: '/asset/overview/status/os', handle: systems },
];
