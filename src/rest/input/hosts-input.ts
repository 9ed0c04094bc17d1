import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateIf, ValidateNested } from 'class-validator';
import { textsOf } from '../../asset-types/filter-values.js';
import type { InputError } from '../../platform/problem/problem.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import type { HostSelection } from '../../query/question/host-selection.js';
import type { QueryInput } from '../../query/question/query-input.js';
import { HOST_PARAMETERS } from '../../upstream/hss/parameter-names.js';
import { IsSomeOf } from './input-rules.js';
import { parameter } from './parameter.js';
import {
  HOST_FILTER_NAMES,
  HostFilterParam,
  HostIdsParam,
  type HostFilterName,
  type Place,
} from './params.js';

type Texts = string | readonly string[];

/** Filters of servers in a query string, by name. */
export type HostFilters = { readonly [Name in `host_${HostFilterName}`]?: Texts };

/** Selects servers by their properties, in bodies. */
export class HostSelectionDto {
  @parameter(
    'boolean',
    {
      type: 'boolean',
      enum: [true],
      description: 'Every server, as without `hosts`. Goes with no other member.',
    },
    IsIn([true], { message: 'must be true, or left out' }),
  )
  all?: true;

  @HostFilterParam('name') name?: string[];
  @HostFilterParam('ip') ip?: string[];
  @HostFilterParam('group') group?: string[];
  @HostFilterParam('os') os?: string[];
  @HostFilterParam('agent_status') agent_status?: string[];
  @HostFilterParam('protect_status') protect_status?: string[];
  @HostFilterParam('status') status?: string[];
  @HostFilterParam('tag') tag?: string[];
}

/** Members of a query that say which hosts it is about: some by id, those that a selection lets through, or else all. */
export interface HostsInput extends HostFilters {
  readonly host_ids?: readonly string[];
  readonly hosts?: HostSelectionDto | 'all';
}

/** Parameters of a query string that say which hosts a query is about, by name. */
const IN_QUERY: Readonly<Record<string, PropertyDecorator>> = {
  host_ids: HostIdsParam(
    'Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all.',
  ),
  hosts: parameter(
    'text',
    { enum: ['all'], description: 'Every server, as without this parameter.' },
    IsSomeOf(['all']),
  ),
  ...Object.fromEntries(HOST_FILTER_NAMES.map((name) => [`host_${name}`, HostFilterParam(name)])),
};

/** `hosts` of a body. */
const HostsMember = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: HostSelectionDto,
      description:
        'Hosts by their properties; without hosts, the query is about all. The text `all` may stand for `{"all": true}`.',
    }),
    IsOptional(),
    ValidateIf(({ hosts }: HostsInput) => hosts !== 'all'),
    ValidateNested(),
    Type(() => HostSelectionDto),
  );

const IN_BODY: Readonly<Record<string, PropertyDecorator>> = {
  host_ids: HostIdsParam('Hosts by id. Rows come in this order. Without hosts, the query is about all.'),
  hosts: HostsMember(),
};

/** Members that say which hosts a query is about, by name. */
export const HOSTS_MEMBERS: Readonly<Record<Place, Readonly<Record<string, PropertyDecorator>>>> = {
  query: IN_QUERY,
  body: IN_BODY,
};

/** Where a body has the filters that a query string has under these names. */
export const HOSTS_IN_BODY: Readonly<Record<string, string>> = Object.fromEntries(
  HOST_FILTER_NAMES.map((name) => [`host_${name}`, `write {"hosts": {"${name}": [...]}}`]),
);

/** Names that `hosts` of a body does not have, but that callers may write there: each with ours. */
export const INSIDE_HOSTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hosts: {
    host_id: 'write {"host_ids": [...]} in the place of hosts',
    host_ids: 'write {"host_ids": [...]} in the place of hosts',
    ...Object.fromEntries(HOST_FILTER_NAMES.map((name) => [`host_${name}`, `use ${name}`])),
    ...Object.fromEntries(
      Object.entries(HOST_PARAMETERS)
        .filter(([, ours]) => ours.startsWith('host_'))
        .map(([vendors, ours]) => [vendors, `use ${ours.slice('host_'.length)}`]),
    ),
  },
};

/** Finds faults in how a query says which hosts it is about: in two ways, or by a null where a caller forgot a value. */
export function hostsFaults(given: Readonly<Record<string, unknown>>): InputError[] {
  const { host_ids: ids, hosts } = given;
  const filters = HOST_FILTER_NAMES.map((name) => `host_${name}`).filter((name) => given[name] !== undefined);
  const [other] = [...(hosts === undefined ? [] : ['hosts']), ...filters];
  if (ids !== undefined && other !== undefined)
    return [{ parameter: other, detail: 'cannot go together with host_ids' }];
  if (hosts !== undefined && filters.length > 0)
    return [{ parameter: 'hosts', detail: `cannot go together with ${filters.join(', ')}` }];
  return hosts === undefined || typeof hosts === 'string' ? [] : selectionFaults(hosts);
}

function selectionFaults(hosts: unknown): InputError[] {
  if (typeof hosts !== 'object' || hosts === null || Array.isArray(hosts))
    return [{ parameter: 'hosts', detail: 'must be an object of filters, or left out for all hosts' }];
  const empty = Object.entries(hosts).filter(([, value]) => value === null);
  if (empty.length > 0) {
    const names = empty.map(([name]) => name.slice(0, 64)).join(', ');
    return [{ parameter: 'hosts', detail: `null selects nothing; leave out ${names}` }];
  }
  const others = Object.keys(hosts).filter((name) => name !== 'all');
  return 'all' in hosts && others.length > 0
    ? [{ parameter: 'hosts', detail: `all cannot go together with ${others.join(', ').slice(0, 256)}` }]
    : [];
}

/** Returns the hosts of a checked query in the engine's form. */
export function hostsOf(query: HostsInput): QueryInput<AssetRow>['hosts'] {
  const { host_ids: ids, hosts } = query;
  if (ids !== undefined) return { ids };
  return { selection: hosts === undefined || hosts === 'all' ? filtersOf(query) : selectionOf(hosts) };
}

/** Returns the selection that the filters of a query string make. */
export function filtersOf(query: HostFilters): HostSelection {
  return selectionOf(Object.fromEntries(HOST_FILTER_NAMES.map((name) => [name, query[`host_${name}`]])));
}

type Selected = { readonly [Name in HostFilterName]?: Texts | undefined };

/** Returns a selection in the engine's form: each filter as a list, also where one value was given. */
function selectionOf(dto: Selected): HostSelection {
  const list = (value: Texts | undefined): readonly string[] | undefined =>
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
