import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { FieldsParam, FormatParam, LIST_COERCIONS } from '../answers/list-answer.js';
import type { Format } from './query.dto.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { TopDto, TypeCountDto } from '../../modules/assets/overview.dto.js';

export const COUNT_MEMBERS = memberNames(TypeCountDto);
export const TOP_MEMBERS = memberNames(TopDto);

/** Query string of `GET /v1/assets`: it takes none, so every parameter is a fault. */
export class CatalogueParamsDto {
  static readonly coercions = {} as const;
}

/** Which projects a call is about, and how long it may take. */
export class ScopeParamsDto {
  static readonly coercions: Readonly<Record<string, 'text' | 'integer' | 'boolean' | 'list'>> = {
    project: 'text',
    enterprise_project_id: 'text',
    timeout_ms: 'integer',
  };

  @ApiPropertyOptional({ description: 'Alias of a project, or `*` for all that you may see.' })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;
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
  format?: Format;

  @FieldsParam(COUNT_MEMBERS)
  fields?: string | string[];
}

/** Query string of `GET /v1/assets/{type}/top`. */
export class TopParamsDto extends ScopeParamsDto {
  static override readonly coercions = { ...ScopeParamsDto.coercions, ...LIST_COERCIONS } as const;

  @FormatParam()
  format?: Format;

  @FieldsParam(TOP_MEMBERS)
  fields?: string | string[];
}
