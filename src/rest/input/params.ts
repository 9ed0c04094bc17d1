import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { OFFERED } from '../answers/formats.js';
import { IsFields } from './fields.js';
import { IsHostId, IsSomeOf, IsTexts } from './input-rules.js';
import { integerParameter, parameter } from './parameter.js';
import { IsSort } from './sort-input.js';
import type { OurNames } from './vendor-words.js';

/** Where an input comes from: the query string, where texts are split at commas, or a body, where values are JSON. */
export type Place = 'query' | 'body';

export const ProjectParam = (): PropertyDecorator =>
  parameter(
    'text',
    {
      description:
        'Alias of a project, or `*` for all projects that you may see. Default: the configured project.',
    },
    Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' }),
  );

/** `project` of a call that is about one project. */
export const OneProjectParam = (
  description = 'Alias of the project. Default: the configured project.',
): PropertyDecorator =>
  parameter(
    'text',
    { description },
    Matches(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { message: 'must be an alias of a project' }),
  );

export const EnterpriseProjectParam = (): PropertyDecorator =>
  parameter(
    'text',
    {
      description:
        'Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project.',
    },
    Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' }),
  );

export const LimitParam = (description = 'Maximum number of rows on a page.'): PropertyDecorator =>
  integerParameter(1, 1000, { default: 100, description });

export const CursorParam = (): PropertyDecorator =>
  parameter(
    'text',
    { description: '`next_cursor` of the page before. All other parameters but `limit` must stay the same.' },
    IsString(),
    MaxLength(4096),
  );

/** `timeout_ms`. The configuration may set a lower maximum. */
export const TimeoutMsParam = (description = 'Timeout in milliseconds.'): PropertyDecorator =>
  integerParameter(50, 3_600_000, { description });

/** An age in seconds, up to a day. */
export const AgeParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  integerParameter(0, 86_400, schema);

export const CategoryParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  parameter('text', { enum: ['host', 'container'], ...schema }, IsIn(['host', 'container']));

export const PartialParam = (description: string): PropertyDecorator =>
  parameter('text', { enum: ['allow', 'forbid'], default: 'allow', description }, IsIn(['allow', 'forbid']));

/** `format` of rows. */
export const FormatParam = (): PropertyDecorator =>
  parameter(
    'text',
    { enum: OFFERED.answers, description: 'Format of the answer. Takes precedence over `Accept`.' },
    IsIn(OFFERED.answers),
  );

/** `fields` of rows with these members. @param ours names of the vendor with ours, for the fault that names them. */
export const FieldsParam = (
  members: readonly string[],
  place: Place = 'query',
  ours: OurNames = {},
): PropertyDecorator =>
  parameter(
    'list',
    {
      ...namesSchema(members, place),
      description: `Members that rows have in the answer, comma-separated: ${members.join(', ')}. Default: all.`,
    },
    IsFields(members, ours),
  );

/** `sort` of rows that can be sorted by these names. @param ours names of the vendor with ours, for the fault that names them. */
export const SortParam = (sorts: readonly string[], place: Place, ours: OurNames = {}): PropertyDecorator =>
  parameter(
    'list',
    {
      ...namesSchema(sorts, place),
      description: `Order of the rows: one or more of ${sorts.join(', ')}, with \`-\` before a name for descending. Equal rows come in the fixed order.`,
    },
    IsSort(sorts, ours),
  );

/** `host_ids` of a query string. The input class has to check them in `bulk`. */
export const HostIdsParam = (description: string): PropertyDecorator =>
  parameter('list', { type: [String], description });

/** `host_id` outside of the path. */
export const HostIdParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  parameter('text', { maxLength: 128, ...schema }, IsHostId());

/** A filter of servers: description, rule of the texts, and all words where only some can be given. */
type HostFilter = readonly [description: string, rule: PropertyDecorator, words?: readonly string[]];

/** Filters of servers, by the name of the member. */
const HOST_FILTERS: Readonly<Record<string, HostFilter>> = {
  name: ['Substring of the host name, case ignored.', IsTexts(256)],
  ip: ['Whole private or public address.', IsTexts(128)],
  group: ['Id or whole name of a server group.', IsTexts(128)],
  os: ['`linux`, `windows`, or a substring of the name of the operating system.', IsTexts(64)],
  agent_status: wordsFilter('State of the agent', [
    'installed',
    'not_installed',
    'online',
    'offline',
    'install_failed',
    'installing',
    'not_online',
  ]),
  protect_status: wordsFilter('State of the protection', ['closed', 'opened', 'protection_exception']),
  status: wordsFilter('Power state', ['ACTIVE', 'SHUTOFF', 'BUILDING', 'ERROR']),
  tag: ['A whole label of the server.', IsTexts(64)],
};

/** Declares a filter of servers; the name of the member says which. A server passes with any of several values. */
export const HostFilterParam =
  (place: Place): PropertyDecorator =>
  (prototype, member) => {
    const filter = HOST_FILTERS[String(member)];
    if (filter === undefined) throw new Error(`there is no filter of servers named ${String(member)}`);
    const [description, rule, words] = filter;
    const word = { type: 'string', ...(words === undefined ? {} : { enum: [...words] }) } as const;
    const texts: ApiPropertyOptions =
      place === 'query'
        ? { type: [String], ...(words === undefined ? {} : { enum: [...words] }) }
        : { oneOf: [word, { type: 'array', items: word }] };
    parameter('list', { ...texts, description }, rule)(prototype, member);
  };

function wordsFilter(what: string, words: readonly string[]): HostFilter {
  return [`${what}.`, IsSomeOf(words), words];
}

function namesSchema(names: readonly string[], place: Place): ApiPropertyOptions {
  if (place === 'query') return { type: [String] };
  const each = { type: 'string', maxLength: names.length * 64 } as const;
  return { oneOf: [{ type: 'string' }, { type: 'array', items: each }] };
}
