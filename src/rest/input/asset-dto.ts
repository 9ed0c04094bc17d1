import type { Type } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Coercion, InputClass } from './input.pipe.js';
import { IsFields } from './fields.js';
import { hostsFaults } from './hosts-input.js';
import { hostIdFaults, IsPlainText, IsPorts, IsSomeOf, IsTexts } from './input-rules.js';
import { QUERY_OPTION_COERCIONS, QueryOptionsDto, TargetedQueryDto } from './query.dto.js';
import { IsSort } from './sort-input.js';
import type { RowFilter } from '../../asset-types/row-filter.js';

/** What the inputs of one type need to know of it. */
export interface InputShape {
  /** Start of the classes' names, such as `WebSite`. */
  readonly name: string;
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly sorts: readonly string[];
  readonly members: readonly string[];
}

/** A question about one type: the options, and its filters by name. */
export type AssetQuestion = (TargetedQueryDto | AssetParams) & {
  readonly sort?: string | string[];
  readonly fields?: string | string[];
};

/** Query string of a question. */
export class AssetParams extends QueryOptionsDto {
  @ApiPropertyOptional({ type: [String], description: 'Hosts by id; repeatable or comma-separated.' })
  @IsOptional()
  host_ids?: string[];

  @ApiPropertyOptional({ enum: ['all'], description: 'Every server.' })
  @IsOptional()
  @IsSomeOf(['all'])
  hosts?: 'all';
}

/** The class of the body that asks about one type. */
export function queryDtoOf(shape: InputShape): InputClass<TargetedQueryDto> {
  class AssetQueryDto extends TargetedQueryDto {
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
  }
  return decorated(AssetQueryDto, `${shape.name}QueryDto`, shape, 'body');
}

/** The class of the query string that asks about one type; without hosts where the path names them. */
export function paramsDtoOf(shape: InputShape, which?: 'no hosts'): InputClass<AssetParams> {
  const filters = Object.entries(shape.filters).map(([name, { kind }]): [string, Coercion] => [
    name,
    kind === 'flag' ? 'boolean' : kind === 'part' ? 'text' : 'list',
  ]);
  const coercions: Readonly<Record<string, Coercion>> = {
    ...QUERY_OPTION_COERCIONS,
    ...Object.fromEntries(filters),
    sort: 'list',
    fields: 'list',
  };
  if (which === 'no hosts') {
    class HostlessParamsDto extends QueryOptionsDto {
      static readonly coercions = coercions;
    }
    return decorated(HostlessParamsDto, `${shape.name}ParamsDto`, shape, 'query');
  }
  class AssetParamsDto extends AssetParams {
    static readonly coercions = { ...coercions, host_ids: 'list', hosts: 'text' } as const;
    static readonly bulk = { host_ids: hostIdFaults };
    static readonly together = hostsFaults;
  }
  return decorated(AssetParamsDto, `${shape.name}ParamsDto`, shape, 'query');
}

function decorated<T extends object>(
  type: InputClass<T>,
  name: string,
  { filters, sorts, members }: InputShape,
  place: 'query' | 'body',
): InputClass<T> {
  const prototype = type.prototype as object;
  const add = (member: string, options: ApiPropertyOptions, ...rules: PropertyDecorator[]): void => {
    // What the compiler notes of members that are written out; Swagger asks for it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, prototype, member);
    ApiPropertyOptional(options)(prototype, member);
    for (const rule of [IsOptional(), ...rules]) rule(prototype, member);
  };
  for (const [member, filter] of Object.entries(filters)) {
    add(member, { ...schemaOf(filter, place), description: filter.description }, ruleOf(filter));
  }
  const some = (values: readonly string[]): ApiPropertyOptions =>
    place === 'query'
      ? { type: [String] }
      : {
          oneOf: [
            { type: 'string' },
            { type: 'array', items: { type: 'string', maxLength: values.length * 64 } },
          ],
        };
  add(
    'sort',
    {
      ...some(sorts),
      description: `One or more of ${sorts.join(', ')}; with \`-\` before it descending. Ties in the fixed order.`,
    },
    IsSort(sorts),
  );
  add(
    'fields',
    { ...some(members), description: `The only members rows shall have, of ${members.join(', ')}.` },
    IsFields(members),
  );
  return named(type, name);
}

function schemaOf(filter: RowFilter, place: 'query' | 'body'): ApiPropertyOptions {
  switch (filter.kind) {
    case 'part':
      return { type: 'string', minLength: 1, maxLength: 256 };
    case 'flag':
      return { type: 'boolean' };
    case 'ports':
      return place === 'query'
        ? { type: 'string', pattern: '^\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*$' }
        : { oneOf: [{ type: 'integer' }, { type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    case 'some': {
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
    case 'part':
      return IsPlainText(256);
    case 'flag':
      return IsBoolean();
    case 'ports':
      return IsPorts();
    case 'some':
      return words === undefined ? IsTexts(256) : IsSomeOf(words);
  }
}

function named<T extends Type>(type: T, name: string): T {
  Object.defineProperty(type, 'name', { value: name });
  return type;
}
