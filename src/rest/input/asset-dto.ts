import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import type { InputClass } from './input.pipe.js';
import { HOSTS_IN_BODY, HOSTS_MEMBERS, hostsFaults, INSIDE_HOSTS, type HostsInput } from './hosts-input.js';
import { hostIdFaults, IsPlainText, IsPorts, IsSomeOf, IsTexts } from './input-rules.js';
import { parameter } from './parameter.js';
import {
  CursorParam,
  FieldsParam,
  LimitParam,
  SortParam,
  TEXT_LIST,
  wordList,
  type Place,
} from './params.js';
import { QueryOptionsDto } from './query.dto.js';
import type { RowFilter } from '../../asset-types/row-filter.js';
import { LIST_PARAMETERS } from '../../upstream/hss/parameter-names.js';
import { unknownNames, type OurNames } from './vendor-words.js';

/** Facts about one asset type from which its input classes are made. */
export interface InputShape {
  /** First part of the names of the classes, such as `WebSite`. */
  readonly name: string;
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly sorts: readonly string[];
  /** Names that `fields` takes. */
  readonly members: readonly string[];
  /** Our name of each member and parameter that the vendor calls otherwise. */
  readonly ours: OurNames;
}

/** A checked query for rows of one type: hosts, options, and filters by name. */
export type AssetQuery = QueryOptionsDto &
  HostsInput & {
    readonly limit?: number;
    readonly cursor?: string;
    readonly include?: 'host';
    readonly sort?: string | string[];
    readonly fields?: string | string[];
  };

/** Which members an input has besides the options and the filters. */
interface InputParts {
  readonly place: Place;
  /** Whether it says which hosts it is about; else the path says so. */
  readonly hosts: boolean;
  /** Whether it says which rows a page has, and in which order. Counts have no rows. */
  readonly rows: boolean;
}

/** Members that are about the rows of an answer. */
const ROW_MEMBERS: Readonly<Record<string, PropertyDecorator>> = {
  limit: LimitParam(),
  cursor: CursorParam(),
  include: parameter(
    'text',
    { enum: ['host'], description: '`host` adds `host_name` and `host_ip` to every row.' },
    IsIn(['host']),
  ),
};

/** Makes the class of a body that asks for rows of one type, or for counts of them. */
export function queryDtoOf(shape: InputShape, rows = true): InputClass<AssetQuery> {
  class AssetQueryDto extends QueryOptionsDto {
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
    static readonly elsewhere = HOSTS_IN_BODY;
    static readonly inside = INSIDE_HOSTS;
    static readonly needsBody = true;
  }
  return decorated(AssetQueryDto, `${shape.name}QueryDto`, shape, { place: 'body', hosts: true, rows });
}

/** Makes the class of a query string that asks for rows of one type, or for counts of them. */
export function paramsDtoOf(shape: InputShape, rows = true): InputClass<AssetQuery> {
  class AssetParamsDto extends QueryOptionsDto {
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
  }
  return decorated(AssetParamsDto, `${shape.name}ParamsDto`, shape, { place: 'query', hosts: true, rows });
}

/** Makes the class of a query string where the path names the host. */
export function hostlessParamsDtoOf(shape: InputShape): InputClass<AssetQuery> {
  class HostlessParamsDto extends QueryOptionsDto {}
  const parts = { place: 'query', hosts: false, rows: true } as const;
  return decorated(HostlessParamsDto, `${shape.name}ParamsDto`, shape, parts);
}

function decorated<T extends object>(
  type: InputClass<T>,
  name: string,
  { filters, sorts, members, ours }: InputShape,
  { place, hosts, rows }: InputParts,
): InputClass<T> {
  const prototype = type.prototype as object;
  const all = {
    ...(hosts ? HOSTS_MEMBERS[place] : {}),
    ...Object.fromEntries(Object.entries(filters).map(([member, filter]) => [member, filterParam(filter)])),
    ...(rows ? { ...ROW_MEMBERS, sort: SortParam(sorts, ours) } : {}),
    fields: FieldsParam(members, ours),
  };
  for (const [member, decorator] of Object.entries(all)) {
    // The compiler writes this metadata for members in source code. Swagger needs it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, prototype, member);
    decorator(prototype, member);
  }
  const { instead, onlyInRows } = unknownNames(filters, members, ours);
  Object.defineProperty(type, 'instead', { value: { ...LIST_PARAMETERS, ...instead } });
  Object.defineProperty(type, 'onlyInRows', { value: onlyInRows });
  Object.defineProperty(type, 'name', { value: name });
  return type;
}

/** Declares a filter of rows. */
export function filterParam(filter: RowFilter): PropertyDecorator {
  const { kind, description } = filter;
  const coercion = kind === 'flag' ? 'boolean' : kind === 'contains' ? 'text' : 'list';
  return parameter(coercion, { ...schemaOf(filter), description }, ruleOf(filter));
}

function schemaOf({ kind, words }: RowFilter): ApiPropertyOptions {
  switch (kind) {
    case 'contains':
      return { type: 'string', minLength: 1, maxLength: 256 };
    case 'flag':
      return { type: 'boolean' };
    case 'ports':
      return { type: 'array', items: { type: 'string', pattern: '^\\d{1,5}(-\\d{1,5})?$' } };
    case 'one_of':
      return words === undefined ? TEXT_LIST : wordList(words);
  }
}

function ruleOf({ kind, words }: RowFilter): PropertyDecorator {
  switch (kind) {
    case 'contains':
      return IsPlainText(256);
    case 'flag':
      return IsBoolean();
    case 'ports':
      return IsPorts();
    case 'one_of':
      return words === undefined ? IsTexts(256) : IsSomeOf(words);
  }
}
