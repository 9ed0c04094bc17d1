import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { memberNames } from '../../asset-types/row-schema.js';
import { FieldsParam, FormatParam, LIST_COERCIONS } from '../../rest/answers/list-answer.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';
import { TopDto, TypeCountDto } from './overview.dto.js';

export const COUNT_MEMBERS = memberNames(TypeCountDto);
export const TOP_MEMBERS = memberNames(TopDto);

/** Query string of `GET /v1/assets`: it takes none, so every parameter is a fault. */
export class CatalogueParamsDto {
  static readonly coercions = {} as const;
}

/** Query string of `GET /v1/assets/statistics`. */
export class StatisticsParamsDto extends ScopeParamsDto {
  static override readonly coercions = {
    ...ScopeParamsDto.coercions,
    ...LIST_COERCIONS,
    host_id: 'text',
    category: 'text',
  } as const;

  @ApiPropertyOptional({ maxLength: 128, description: 'Only what this server has.' })
  @IsOptional()
  @Matches(/^(?!.*\.\.)(?!\.$)[A-Za-z0-9._-]{1,128}$/, { message: 'must be a host id' })
  host_id?: string;

  @ApiPropertyOptional({
    enum: ['host', 'container'],
    description: 'Only what containers have, or everything.',
  })
  @IsOptional()
  @IsIn(['host', 'container'])
  category?: 'host' | 'container';

  @FormatParam()
  format?: AnswerFormat;

  @FieldsParam(COUNT_MEMBERS)
  fields?: string | string[];
}

/** Query string of `GET /v1/assets/{type}/top`. */
export class TopParamsDto extends ScopeParamsDto {
  static override readonly coercions = { ...ScopeParamsDto.coercions, ...LIST_COERCIONS } as const;

  @FormatParam()
  format?: AnswerFormat;

  @FieldsParam(TOP_MEMBERS)
  fields?: string | string[];
}
