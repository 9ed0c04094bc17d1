import { groupCount, type Host } from '../fleet/host.js';
import type { Listing } from '../gateway/answer.js';
import { fuzzy, inEnterpriseProjects } from './match.js';
import type { HssHandler } from './request.js';

/** Groups with the members the caller may see; a group without any such member is not listed (choice). */
export const listGroups: HssHandler = ({ project, caller, parameters, settings }): Listing => {
  const { fleet } = project;
  const { facts } = fleet;
  const page = parameters.page(settings);
  const name = parameters.text('group_name', 64);
  const match = name === undefined ? () => true : fuzzy(name);
  const visible = inEnterpriseProjects(parameters.enterpriseProjects(caller));
  const members: Host[][] = Array.from({ length: groupCount(fleet.size) }, () => []);
  for (const host of fleet.all()) if (host.group >= 0 && visible(host)) members[host.group]?.push(host);
  const groups = members.flatMap((hosts, group) =>
    hosts.length > 0 && match(facts.groupName(group)) ? [{ group, hosts }] : [],
  );
  return {
    ...page,
    total: groups.length,
    slice: (from, to) =>
      groups.slice(from, to).map(({ group, hosts }) =>
        JSON.stringify({
          group_id: facts.groupId(group),
          group_name: facts.groupName(group),
          host_num: hosts.length,
          risk_host_num: hosts.filter((host) => facts.riskTotal(host) > 0).length,
          unprotect_host_num: hosts.filter((host) => facts.protection(host) === 'closed').length,
          host_id_list: hosts.map((host) => host.id),
          is_outside: false,
        }),
      ),
  };
};
