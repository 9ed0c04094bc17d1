import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { InputClass } from './input.pipe.js';
import { hostsFaults } from './hosts-input.js';
import { hostIdFaults, IsPlainText, IsPorts, IsSomeOf, IsTexts } from './input-rules.js';
import { parameter } from './parameter.js';
import { FieldsParam, HostIdsParam, SortParam, type Place } from './params.js';
import { QueryOptionsDto, TargetedQueryDto } from './query.dto.js';
import type { RowFilter } from '../../asset-types/row-filter.js';
import { LIST_PARAMETERS } from '../../upstream/hss/parameter-names.js';
import { unknownNames, type OurNames } from './vendor-words.js';

/** Facts about one asset type from which its input classes are made. */
export interface InputShape {
  /** First part of the names of the classes, such as `WebSite`. */
  readonly name: string;
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly sorts: readonly string[];
  readonly members: readonly string[];
  /** Our name of each member and parameter that the vendor calls otherwise. */
  readonly ours: OurNames;
}

/** A checked query for rows of one type: options, and filters by name. */
export type AssetQuery = (TargetedQueryDto | AssetParams) & {
  readonly sort?: string | string[];
  readonly fields?: string | string[];
};

/** Query string of a call that returns rows of many hosts. */
export class AssetParams extends QueryOptionsDto {
  @HostIdsParam('Hosts by id; repeatable or comma-separated.') host_ids?: string[];

  @parameter('text', { enum: ['all'], description: 'Every server.' }, IsSomeOf(['all']))
  hosts?: 'all';
}

/** Makes the class of a body that asks for rows of one type. */
export function queryDtoOf(shape: InputShape): InputClass<TargetedQueryDto> {
  class AssetQueryDto extends TargetedQueryDto {
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
  }
  return decorated(AssetQueryDto, `${shape.name}QueryDto`, shape, 'body');
}

/** Makes the class of a query string that asks for rows of one type; without parameters for hosts where the path names them. */
export function paramsDtoOf(shape: InputShape, which?: 'no hosts'): InputClass<AssetParams> {
  if (which === 'no hosts') {
    class HostlessParamsDto extends QueryOptionsDto {}
    return decorated(HostlessParamsDto, `${shape.name}ParamsDto`, shape, 'query');
  }
  class AssetParamsDto extends AssetParams {
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
  }
  return decorated(AssetParamsDto, `${shape.name}ParamsDto`, shape, 'query');
}

function decorated<T extends object>(
  type: InputClass<T>,
  name: string,
  { filters, sorts, members, ours }: InputShape,
  place: Place,
): InputClass<T> {
  const prototype = type.prototype as object;
  const add = (member: string, decorator: PropertyDecorator): void => {
    // The compiler writes this metadata for members in source code. Swagger needs it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, prototype, member);
    decorator(prototype, member);
  };
  for (const [member, filter] of Object.entries(filters)) add(member, filterParam(filter, place));
  add('sort', SortParam(sorts, place, ours));
  add('fields', FieldsParam(members, place, ours));
  const { instead, onlyInRows } = unknownNames(filters, members, ours);
  Object.defineProperty(type, 'instead', { value: { ...LIST_PARAMETERS, ...instead } });
  Object.defineProperty(type, 'onlyInRows', { value: onlyInRows });
  Object.defineProperty(type, 'name', { value: name });
  return type;
}

function filterParam(filter: RowFilter, place: Place): PropertyDecorator {
  const { kind, description } = filter;
  const coercion = kind === 'flag' ? 'boolean' : kind === 'contains' ? 'text' : 'list';
  return parameter(coercion, { ...schemaOf(filter, place), description }, ruleOf(filter));
}

function schemaOf(filter: RowFilter, place: Place): ApiPropertyOptions {
  switch (filter.kind) {
    case 'contains':
      return { type: 'string', minLength: 1, maxLength: 256 };
    case 'flag':
      return { type: 'boolean' };
    case 'ports':
      return place === 'query'
        ? { type: 'string', pattern: '^\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*$' }
        : { oneOf: [{ type: 'integer' }, { type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    case 'one_of': {
      const word = {
        type: 'string',
        ...(filter.words === undefined ? {} : { enum: [...filter.words] }),
      } as const;
      if (place === 'body') return { oneOf: [word, { type: 'array', items: word }] };
      return { type: [String], ...(filter.words === undefined ? {} : { enum: [...filter.words] }) };
    }
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
