import type { InputError } from '../../platform/problem/problem.js';
import type { HostSelection } from '../../query/question/host-selection.js';
import { textsOf } from '../../asset-types/filter-values.js';
import type { QueryInput } from '../../query/question/query-input.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import type { HostSelectionDto } from './query.dto.js';

/** Members of a query that name its hosts. */
export interface HostsInput {
  readonly host_ids?: readonly string[];
  readonly hosts?: HostSelectionDto | 'all';
}

/** Finds faults in how a query names its hosts: not at all, in two ways, or by an empty selection. */
export function hostsFaults(given: Readonly<Record<string, unknown>>): InputError[] {
  const { host_ids: ids, hosts } = given;
  if (ids !== undefined && hosts !== undefined)
    return [{ parameter: 'hosts', detail: 'cannot go together with host_ids' }];
  if (ids === undefined && hosts === undefined) {
    return [
      { parameter: 'host_ids', detail: 'name hosts by id, or select them with hosts (all for every server)' },
    ];
  }
  const empty =
    typeof hosts === 'object' &&
    hosts !== null &&
    Object.entries(hosts).every(([name, value]) => name === 'all' && value !== true);
  return empty ? [{ parameter: 'hosts', detail: 'selects nothing; {"all": true} means every server' }] : [];
}

/** Returns the hosts of a checked query in the engine's form. */
export function hostsOf(query: HostsInput): QueryInput<AssetRow>['hosts'] {
  const { host_ids: ids, hosts } = query;
  if (ids !== undefined) return { ids };
  return { selection: hosts === 'all' || hosts === undefined ? {} : selectionOf(hosts) };
}

/** Returns a selection in the engine's form: each filter as a list, also where one value was given. */
export function selectionOf(dto: HostSelectionDto): HostSelection {
  const list = (value: string | string[] | undefined): readonly string[] | undefined =>
    value === undefined ? undefined : textsOf(value);
  const all = {
    name: list(dto.name),
    ip: list(dto.ip),
    group: list(dto.group),
    os: list(dto.os),
    agentStatus: list(dto.agent_status),
    protectStatus: list(dto.protect_status),
    status: list(dto.status),
    tag: list(dto.tag),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
