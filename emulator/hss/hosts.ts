import { json, type Listing } from '../gateway/answer.js';
import { hssError } from '../gateway/errors.js';
import type { Parameters } from '../gateway/parameters.js';
import { Refusal } from '../gateway/refusal.js';
import type { Fleet } from '../fleet/fleet.js';
import { EDITION_LADDER } from '../fleet/host-facts.js';
import { hostRow } from '../fleet/host-row.js';
import { groupCount, type Host } from '../fleet/host.js';
import type { HssHandler, HssRoute } from './request.js';
import { hostStatistics } from './host-statistics.js';
import { listGroups } from './groups.js';
import { fuzzy, inEnterpriseProjects } from './match.js';

type Test = (host: Host) => boolean;

const AGENT_STATES = [
  'installed',
  'not_installed',
  'online',
  'offline',
  'install_failed',
  'installing',
  'not_online',
] as const;

function agentTest(wanted: (typeof AGENT_STATES)[number]): Test {
  // `not_online` is a filter only and means every state except online.
  if (wanted === 'not_online') return (host) => host.agent !== 'online';
  if (wanted === 'installed') return (host) => host.agent === 'online' || host.agent === 'offline';
  return (host) => host.agent === wanted;
}

function groupTests(p: Parameters, fleet: Fleet, tests: Test[]): void {
  const { facts } = fleet;
  const id = p.text('group_id', 128);
  if (id !== undefined) {
    const count = groupCount(fleet.size);
    const group = Array.from({ length: count }, (_, i) => i).find((i) => facts.groupId(i) === id);
    if (group === undefined) throw new Refusal(hssError('HSS.1019'));
    tests.push((host) => host.group === group);
  }
  const name = p.text('group_name', 64);
  if (name !== undefined) {
    const match = fuzzy(name);
    tests.push((host) => host.group >= 0 && match(facts.groupName(host.group)));
  }
}

function identityTests(p: Parameters, fleet: Fleet, tests: Test[]): void {
  const { facts } = fleet;
  const add = <T>(value: T | undefined, make: (value: T) => Test): void => {
    if (value !== undefined) tests.push(make(value));
  };
  add(p.text('host_id', 64), (id) => (host) => host.id === id);
  add(p.text('host_name'), (name) => {
    const match = fuzzy(name);
    return (host) => match(host.name);
  });
  add(p.text('private_ip', 128), (ip) => (host) => host.ip === ip);
  add(p.text('public_ip', 39), (ip) => (host) => facts.publicIp(host) === ip);
  add(p.text('ip_addr', 128), (ip) => (host) => host.ip === ip || facts.publicIp(host) === ip);
  add(p.list('host_id_list', 100), (ids) => (host) => ids.has(host.id));
  add(p.list('host_name_list', 60), (names) => (host) => names.has(host.name));
  add(p.list('private_ip_list', 100), (ips) => (host) => ips.has(host.ip));
  add(
    p.list('public_ip_list', 100),
    (ips) => (host) => facts.publicIp(host) !== '' && ips.has(facts.publicIp(host)),
  );
}

function stateTests(p: Parameters, fleet: Fleet, tests: Test[]): void {
  const { facts } = fleet;
  const add = <T>(value: T | undefined, make: (value: T) => Test): void => {
    if (value !== undefined) tests.push(make(value));
  };
  const above = p.flag('above_version') === true;
  add(p.oneOf('version', EDITION_LADDER), (edition) => {
    const rung = EDITION_LADDER.indexOf(edition);
    return (host) =>
      above ? EDITION_LADDER.indexOf(facts.edition(host)) >= rung : facts.edition(host) === edition;
  });
  add(p.oneOf('agent_status', AGENT_STATES), agentTest);
  add(
    p.oneOf('detect_result', ['undetected', 'clean', 'risk', 'scanning']),
    (v) => (host) => facts.verdict(host) === v,
  );
  add(
    p.oneOf('host_status', ['ACTIVE', 'SHUTOFF', 'BUILDING', 'ERROR']),
    (v) => (host) => facts.power(host) === v,
  );
  add(p.oneOf('os_type', ['Linux', 'Windows']), (v) => (host) => facts.osType(host) === v);
  add(
    p.oneOf('protect_status', ['closed', 'opened', 'protection_exception']),
    (v) => (host) => facts.protection(host) === v,
  );
  add(
    p.text('vpc_id', 128),
    (id) => (host) => facts.protection(host) !== 'closed' && facts.vpcId(host) === id,
  );
  add(p.flag('has_intrusion'), (v) => (host) => facts.risks(host)[3] > 0 === v);
  add(p.flag('has_vul'), (v) => (host) => facts.risks(host)[1] > 0 === v);
  add(p.flag('has_baseline'), (v) => (host) => facts.risks(host)[2] > 0 === v);
  add(
    p.oneOf('charging_mode', ['packet_cycle', 'on_demand']),
    (v) => (host) => facts.protection(host) !== 'closed' && facts.charging(host) === v,
  );
  add(p.flag('outside_host'), (v) => (host) => facts.outside(host) === v);
  add(p.oneOf('asset_value', ['important', 'common', 'test']), (v) => (host) => facts.assetValue(host) === v);
  add(p.text('label', 64), (v) => (host) => facts.labels(host).includes(v));
  add(p.text('server_group', 64), () => () => false);
  add(p.flag('agent_upgradable'), (v) => (host) => facts.upgradable(host) === v);
  add(p.flag('install_mode'), (v) => (host) => (facts.cluster(host) !== undefined) === v);
  add(p.flag('binding_key'), (v) => (host) => (facts.keyName(host) !== '') === v);
  add(
    p.flag('protect_interrupt'),
    (v) => (host) => (facts.protection(host) === 'protection_exception') === v,
  );
  add(p.flag('protect_degradation'), (v) => () => !v);
  add(p.flag('incluster'), (v) => (host) => (facts.cluster(host) !== undefined) === v);
  add(p.text('cluster_id', 64), (id) => (host) => facts.cluster(host)?.id === id);
  policyTests(p, fleet, tests);
}

function policyTests(p: Parameters, fleet: Fleet, tests: Test[]): void {
  const { facts } = fleet;
  const id = p.text('policy_group_id', 128);
  if (id !== undefined) {
    if (!fleet.all().some((host) => facts.policyGroup(host)?.id === id))
      throw new Refusal(hssError('HSS.1005'));
    tests.push((host) => facts.policyGroup(host)?.id === id);
  }
  const name = p.text('policy_group_name');
  if (name !== undefined) {
    const match = fuzzy(name);
    tests.push((host) => match(facts.policyGroup(host)?.name ?? ''));
  }
}

const listHosts: HssHandler = ({ project, caller, parameters: p, settings }): Listing => {
  const { fleet } = project;
  const { facts } = fleet;
  const page = p.page(settings);
  const mask = p.enterpriseProjects(caller);
  const tests: Test[] = [];
  identityTests(p, fleet, tests);
  groupTests(p, fleet, tests);
  stateTests(p, fleet, tests);
  p.flag('refresh');
  const extras = {
    loginLocations: p.flag('get_common_login_locations') === true,
    runtimes: p.flag('incluster') === true,
  };
  if (mask !== 15) tests.push(inEnterpriseProjects(mask));
  const sortKey = p.oneOf('sort_key', ['risk_num']);
  const descending = p.oneOf('sort_dir', ['asc', 'desc']) !== 'asc';
  let hosts =
    tests.length === 0 ? fleet.all() : fleet.all().filter((host) => tests.every((test) => test(host)));
  if (sortKey !== undefined) {
    const sign = descending ? -1 : 1;
    hosts = [...hosts].sort((a, b) => sign * (facts.riskTotal(a) - facts.riskTotal(b)) || a.index - b.index);
  }
  return {
    ...page,
    total: hosts.length,
    slice: (from, to) => hosts.slice(from, to).map((host) => JSON.stringify(hostRow(facts, host, extras))),
  };
};

export const hostRoutes: readonly HssRoute[] = [
  { method: 'GET', path: '/host-management/hosts', regionHeader: true, handle: listHosts },
  { method: 'GET', path: '/host-management/groups', regionHeader: true, handle: listGroups },
  {
    method: 'GET',
    path: '/host-management/host-statistics',
    regionHeader: true,
    handle: ({ project, caller, parameters }) =>
      json(200, hostStatistics(project.fleet, parameters.enterpriseProjects(caller))),
  },
];
