import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { OFFERED } from '../answers/formats.js';
import { IsFields } from './fields.js';
import { IsHostId, IsSomeOf, IsTexts } from './input-rules.js';
import { integerParameter, parameter } from './parameter.js';
import { IsSort } from './sort-input.js';

/** Whether an input travels in the query string, where texts are split, or in a body, where values come as JSON. */
export type Place = 'query' | 'body';

/** An alias of a project, as the configuration allows it. */
const ALIAS = '[A-Za-z0-9][A-Za-z0-9_-]{0,63}';

export const ProjectParam = (): PropertyDecorator =>
  parameter(
    'text',
    { description: 'Alias of a project, or `*` for all that you may see. Default: the configured one.' },
    Matches(new RegExp(`^(\\*|${ALIAS})$`), { message: 'must be an alias of a project, or *' }),
  );

/** `project` of a call that is about one project. */
export const OneProjectParam = (
  description = 'Alias of the project. Default: the configured one.',
): PropertyDecorator =>
  parameter(
    'text',
    { description },
    Matches(new RegExp(`^${ALIAS}$`), { message: 'must be an alias of a project' }),
  );

export const EnterpriseProjectParam = (): PropertyDecorator =>
  parameter(
    'text',
    {
      description:
        'Enterprise project id, `0`, or `all_granted_eps`. Default: as configured for the project.',
    },
    Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' }),
  );

export const LimitParam = (description = 'Rows a page.'): PropertyDecorator =>
  integerParameter(1, 1000, { default: 100, description });

export const CursorParam = (): PropertyDecorator =>
  parameter(
    'text',
    { description: '`next_cursor` of the page before; everything else as it was then, `limit` may differ.' },
    IsString(),
    MaxLength(4096),
  );

/** `timeout_ms`; the configured bound of a query may be lower. */
export const TimeoutMsParam = (description = 'Deadline in milliseconds.'): PropertyDecorator =>
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
  parameter('text', { enum: OFFERED.answers, description: 'Wins over `Accept`.' }, IsIn(OFFERED.answers));

/** `fields` of rows with these members. */
export const FieldsParam = (members: readonly string[], place: Place = 'query'): PropertyDecorator =>
  parameter(
    'list',
    {
      ...namesSchema(members, place),
      description: `The only members rows shall have, of ${members.join(', ')}. Comma-separated.`,
    },
    IsFields(members),
  );

/** `sort` of rows that have these orders. */
export const SortParam = (sorts: readonly string[], place: Place): PropertyDecorator =>
  parameter(
    'list',
    {
      ...namesSchema(sorts, place),
      description: `One or more of ${sorts.join(', ')}; with \`-\` before it descending. Ties in the fixed order.`,
    },
    IsSort(sorts),
  );

/** `host_ids` of a query string; the class checks them as `bulk`. */
export const HostIdsParam = (description: string): PropertyDecorator =>
  parameter('list', { type: [String], description });

/** `host_id` outside of the path. */
export const HostIdParam = (schema: ApiPropertyOptions): PropertyDecorator =>
  parameter('text', { maxLength: 128, ...schema }, IsHostId());

/** Filters of servers by the name of their member: what they mean, and the rule of their texts. */
const HOST_FILTERS: Readonly<Record<string, readonly [description: string, rule: PropertyDecorator]>> = {
  name: ['Part of the name, case ignored.', IsTexts(256)],
  ip: ['Private or public address, whole.', IsTexts(128)],
  group: ['Id or whole name of a server group.', IsTexts(128)],
  os: ['`linux`, `windows`, or part of the name of the operating system.', IsTexts(64)],
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
  tag: ['A label of the server, whole.', IsTexts(64)],
};

/** A filter of servers, by the name of the member it stands on. Several values mean "any of". */
export const HostFilterParam =
  (place: Place): PropertyDecorator =>
  (prototype, member) => {
    const filter = HOST_FILTERS[String(member)];
    if (filter === undefined) throw new Error(`there is no filter of servers named ${String(member)}`);
    const [description, rule] = filter;
    const texts: ApiPropertyOptions =
      place === 'query'
        ? { type: [String] }
        : { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    parameter('list', { ...texts, description }, rule)(prototype, member);
  };

function wordsFilter(what: string, words: readonly string[]): [string, PropertyDecorator] {
  return [`${what}: ${words.join(', ')}.`, IsSomeOf(words)];
}

function namesSchema(names: readonly string[], place: Place): ApiPropertyOptions {
  if (place === 'query') return { type: [String] };
  const each = { type: 'string', maxLength: names.length * 64 } as const;
  return { oneOf: [{ type: 'string' }, { type: 'array', items: each }] };
}
