import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { OFFERED } from '../answers/formats.js';
import { IsFields } from './fields.js';
import { IsHostId, IsSomeOf, IsTexts, MAX_HOST_IDS } from './input-rules.js';
import { integerParameter, parameter } from './parameter.js';
import { IsSort } from './sort-input.js';
import type { OurNames } from './vendor-words.js';

/** Where an input comes from: the query string, where texts are split at commas, or a body, where values are JSON. */
export type Place = 'query' | 'body';

/**
 * Schema of a member that takes several texts: the same in query strings and bodies, so that generators make one type.
 * A single text instead of the list is taken as well, but not documented.
 */
export const TEXT_LIST = { type: 'array', items: { type: 'string' } } as const;

/** Returns the schema of a member that takes several of these words. */
export function wordList(words: readonly string[]): ApiPropertyOptions {
  return { type: 'array', items: { type: 'string', enum: [...words] } };
}

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
      description: 'Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project.',
    },
    Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' }),
  );

export const LimitParam = (description = 'Maximum number of rows on a page.'): PropertyDecorator =>
  integerParameter(1, 1000, { default: 100, description });

export const CursorParam = (): PropertyDecorator =>
  parameter(
    'text',
    {
      type: 'string',
      description: '`next_cursor` of the page before. All other parameters but `limit` must stay the same.',
    },
    IsString(),
    MaxLength(4096),
  );

/** `timeout_ms`. The configuration may set a lower maximum. */
export const TimeoutMsParam = (description = 'Timeout in milliseconds.'): PropertyDecorator =>
  integerParameter(50, 3_600_000, { description });

/** An age in seconds, up to a day. Default: `max_age` of rows. */
export const AgeParam = (
  description = 'Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type.',
): PropertyDecorator => integerParameter(0, 86_400, { description });

/** `category` of rows, unless the description says otherwise. */
export const CategoryParam = (
  description = 'Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts.',
): PropertyDecorator =>
  parameter('text', { enum: ['host', 'container'], description }, IsIn(['host', 'container']));

export const PartialParam = (description: string): PropertyDecorator =>
  parameter('text', { enum: ['allow', 'forbid'], default: 'allow', description }, IsIn(['allow', 'forbid']));

/** `format` of rows. */
export const FormatParam = (): PropertyDecorator =>
  parameter(
    'text',
    { enum: OFFERED.answers, description: 'Format of the answer. Takes precedence over `Accept`.' },
    IsIn(OFFERED.answers),
  );

/** `bom` of rows. */
export const BomParam = (): PropertyDecorator =>
  parameter(
    'boolean',
    {
      default: false,
      description: 'CSV begins with a byte order mark, by which spreadsheets recognise UTF-8.',
    },
    IsBoolean(),
  );

/** `fields` of rows with these members. @param ours names of the vendor with ours, for the fault that names them. */
export const FieldsParam = (members: readonly string[], ours: OurNames = {}): PropertyDecorator =>
  parameter(
    'list',
    {
      ...TEXT_LIST,
      description: `Members that rows have in the answer, comma-separated: ${members.join(', ')}. Default: all.`,
    },
    IsFields(members, ours),
  );

/** `sort` of rows that can be sorted by these names. @param ours names of the vendor with ours, for the fault that names them. */
export const SortParam = (sorts: readonly string[], ours: OurNames = {}): PropertyDecorator =>
  parameter(
    'list',
    {
      ...TEXT_LIST,
      description: `Sort by ${sorts.join(', ')}; \`-\` for descending.`,
    },
    IsSort(sorts, ours),
  );

/** `host_ids` of a query string or a body. The input class has to check them in `bulk`. */
export const HostIdsParam = (description: string): PropertyDecorator =>
  parameter('list', { ...TEXT_LIST, maxItems: MAX_HOST_IDS, description });

/** `host_id` outside of the path. */
export const HostIdParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  parameter('text', { minLength: 1, maxLength: 128, ...schema }, IsHostId());

interface HostFilter {
  readonly description: string;
  /** The only texts there are. */
  readonly words?: readonly string[];
  /** Maximum length of a text where any is taken. */
  readonly maxLength?: number;
}

/** Filters of servers, by name. Query strings put `host_` before each name. */
const HOST_FILTERS = {
  name: { description: 'Substring of the host name, case ignored.', maxLength: 256 },
  ip: { description: 'Whole private or public address.', maxLength: 128 },
  group: { description: 'Id or whole name of a server group.', maxLength: 128 },
  os: {
    description: '`linux`, `windows`, or a substring of the name of the operating system.',
    maxLength: 64,
  },
  agent_status: {
    description: 'State of the agent.',
    words: ['installed', 'not_installed', 'online', 'offline', 'install_failed', 'installing', 'not_online'],
  },
  protect_status: {
    description: 'State of the protection.',
    words: ['closed', 'opened', 'protection_exception'],
  },
  status: { description: 'Power state.', words: ['ACTIVE', 'SHUTOFF', 'BUILDING', 'ERROR'] },
  tag: { description: 'A whole label of the server.', maxLength: 64 },
} satisfies Record<string, HostFilter>;

/** Name of a filter of servers, as `hosts` of a body has it. */
export type HostFilterName = keyof typeof HOST_FILTERS;

export const HOST_FILTER_NAMES = Object.keys(HOST_FILTERS) as readonly HostFilterName[];

/** Declares a filter of servers. A server passes with any of several values. */
export const HostFilterParam = (name: HostFilterName): PropertyDecorator => {
  const { description, words, maxLength = 256 }: HostFilter = HOST_FILTERS[name];
  return parameter(
    'list',
    { ...(words === undefined ? TEXT_LIST : wordList(words)), description },
    words === undefined ? IsTexts(maxLength) : IsSomeOf(words),
  );
};
