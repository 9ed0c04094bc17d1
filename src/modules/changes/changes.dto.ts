import { ApiProperty } from '@nestjs/swagger';
import { CHANGE_KINDS } from '../../asset-types/changes/change-rows.js';
import type { InputError } from '../../platform/problem/problem.js';
import type { IncompleteReason } from '../../query/question/answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { ReasonProperty } from '../../rest/answers/answer.dto.js';
import { hostIdFaults, instantMs, IsInstant, IsSomeOf } from '../../rest/input/input-rules.js';
import { parameter } from '../../rest/input/parameter.js';
import { CursorParam, FormatParam, HostIdsParam, LimitParam } from '../../rest/input/params.js';
import { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';
import { CHANGE_PARAMETERS } from '../../upstream/hss/parameter-names.js';

/** Query string of `GET /v1/assets/{type}/changes`; each type adds `fields` with its members. */
export class ChangesParamsDto extends ScopeParamsDto {
  static readonly bulk = { host_ids: hostIdFaults };
  static readonly instead = CHANGE_PARAMETERS;
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

  @LimitParam('Maximum number of changes on a page.') limit?: number;
  @CursorParam() cursor?: string;
  @FormatParam() format?: AnswerFormat;
}

export class ChangesSummaryDto {
  @ApiProperty()
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on this page.' })
  items!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Changes on all pages.' })
  total!: number;

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty({ format: 'date-time' })
  until!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}
