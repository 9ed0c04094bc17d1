import type { Fleet } from '../fleet/fleet.js';
import type { Host } from '../fleet/host.js';
import type { Edition } from '../fleet/host-facts.js';
import { inEnterpriseProjects } from './match.js';

/** Answers totals of servers; each equals the result of the matching filter of the server list. */
export function hostStatistics(fleet: Fleet, enterpriseProjects: number): Record<string, unknown> {
  const { facts } = fleet;
  const hosts = fleet.all().filter(inEnterpriseProjects(enterpriseProjects));
  const count = (test: (host: Host) => boolean): number => hosts.filter(test).length;
  const edition = (name: Edition): number => count((host) => facts.edition(host) === name);
  const groups = new Set(hosts.map((host) => host.group).filter((group) => group >= 0));
  return {
    total_num: hosts.length,
    risk_num: count((host) => facts.verdict(host) === 'risk'),
    unprotected_num: count((host) => facts.protection(host) === 'closed'),
    not_installed_num: count((host) => host.agent === 'not_installed'),
    installed_failed_num: count((host) => host.agent === 'install_failed'),
    not_online_num: count((host) => host.agent !== 'online'),
    version_basic_num: edition('hss.version.basic'),
    version_advanced_num: edition('hss.version.advanced'),
    version_enterprise_num: edition('hss.version.enterprise'),
    version_premium_num: edition('hss.version.premium'),
    version_wtp_num: edition('hss.version.wtp'),
    version_container_num: edition('hss.version.container.enterprise'),
    host_group_num: groups.size,
    server_group_num: 0,
    asset_value_list: (['important', 'common', 'test'] as const).map((value) => ({
      value_type: value,
      host_num: count((host) => facts.assetValue(host) === value),
    })),
    server_group_list: [],
    ignore_host_num: 0,
    protected_num: count((host) => facts.protection(host) !== 'closed'),
    protect_interrupt_num: count((host) => facts.protection(host) === 'protection_exception'),
    idle_num: 0,
    premium_non_sp_num: 0,
  };
}
