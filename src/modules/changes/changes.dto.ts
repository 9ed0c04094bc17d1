import { ApiProperty } from '@nestjs/swagger';
import type { ChangeDefinition } from '../../asset-types/changes/change-types.js';
import type { InputError } from '../../platform/problem/problem.js';
import type { IncompleteReason } from '../../query/question/answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { ReasonProperty } from '../../rest/answers/answer.dto.js';
import { hostIdFaults, instantMs, IsInstant, IsSomeOf } from '../../rest/input/input-rules.js';
import { parameter } from '../../rest/input/parameter.js';
import { filterParam } from '../../rest/input/asset-dto.js';
import type { InputClass } from '../../rest/input/input.pipe.js';
import {
  AgeParam,
  CategoryParam,
  CursorParam,
  FieldsParam,
  BomParam,
  FormatParam,
  HostIdsParam,
  LimitParam,
} from '../../rest/input/params.js';
import { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';
import { ourNamesOf, unknownNames } from '../../rest/input/vendor-words.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { CHANGE_KINDS } from '../../upstream/hss/assets/changes.js';
import { CHANGE_PARAMETERS } from '../../upstream/hss/parameter-names.js';

/** Parameters of every call that lists changes. Each type adds its filters, and `fields` with its members. */
class ChangesParamsDto extends ScopeParamsDto {
  static readonly bulk = { host_ids: hostIdFaults };
  static readonly together = (given: Readonly<Record<string, unknown>>): InputError[] => {
    const since = instantMs(given['since']);
    const until = instantMs(given['until']);
    return since !== undefined && until !== undefined && since > until
      ? [{ parameter: 'until', detail: 'must not be before since' }]
      : [];
  };

  @parameter(
    'text',
    { type: 'string', format: 'date-time', description: 'Default: a day before `until`.' },
    IsInstant(),
  )
  since?: string;

  @parameter(
    'text',
    {
      type: 'string',
      format: 'date-time',
      description: 'Default: now. It is the same time for all pages of a walk.',
    },
    IsInstant(),
  )
  until?: string;

  @HostIdsParam('Changes of these hosts only; repeatable or comma-separated.') host_ids?: string[];

  @parameter(
    'list',
    { type: [String], enum: CHANGE_KINDS, description: 'Kinds of changes; repeatable or comma-separated.' },
    IsSomeOf(CHANGE_KINDS),
  )
  change?: string[];

  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;
  @AgeParam() max_age?: number;
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
}

/** A checked question for changes. */
export type ChangesParams = ChangesParamsDto & {
  readonly category?: 'host' | 'container';
  readonly fields?: string | string[];
};

/** Makes the class of the query string of one type. */
export function changesParamsOf({
  row,
  filters,
  vendorNames,
  history,
}: ChangeDefinition): InputClass<ChangesParams> {
  const members = memberNames(row);
  const ours = ourNamesOf(vendorNames);
  const names = unknownNames(filters, members, ours);
  class ParamsDto extends ChangesParamsDto {
    static readonly instead = { ...names.instead, ...CHANGE_PARAMETERS };
    static readonly onlyInRows = names.onlyInRows;
  }
  const all: Record<string, PropertyDecorator> = {
    ...Object.fromEntries(Object.entries(filters).map(([name, filter]) => [name, filterParam(filter)])),
    // A history of the vendor is about hosts and containers together.
    ...(history === undefined ? { category: CategoryParam() } : {}),
    fields: FieldsParam(members, ours),
  };
  for (const [name, decorator] of Object.entries(all)) {
    // The compiler writes this metadata for members in source code. Swagger needs it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, ParamsDto.prototype, name);
    decorator(ParamsDto.prototype, name);
  }
  Object.defineProperty(ParamsDto, 'name', { value: `${row.name.replace(/Row$/, '')}ParamsDto` });
  return ParamsDto;
}

/** The changes of a question in numbers: those on this page, and those on all pages. */
export class ChangesSummaryDto {
  @ApiProperty()
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on this page.' })
  items!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on all pages.' })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Kinds of the changes on all pages.' })
  added!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  removed!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  changed!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  other!: number;

  @ApiProperty({
    format: 'date-time',
    description: 'Start of the changes.',
  })
  since!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'End of the changes. Use it as the next `since`.',
  })
  until!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}
