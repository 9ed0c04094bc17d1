import { memberNames } from '../../asset-types/row-schema.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { CategoryParam, FieldsParam, FormatParam, HostIdParam } from '../../rest/input/params.js';
import { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';
import { TopDto, TypeCountDto } from './overview.dto.js';

export const COUNT_MEMBERS = memberNames(TypeCountDto);
export const TOP_MEMBERS = memberNames(TopDto);

/** Query string of `GET /v1/assets/statistics`. */
export class StatisticsParamsDto extends ScopeParamsDto {
  @HostIdParam({ description: 'Only what this server has.' }) host_id?: string;

  @CategoryParam({ description: 'Only what containers have, or everything.' })
  category?: 'host' | 'container';

  @FormatParam() format?: AnswerFormat;
  @FieldsParam(COUNT_MEMBERS) fields?: string | string[];
}

/** Query string of `GET /v1/assets/{type}/top`. */
export class TopParamsDto extends ScopeParamsDto {
  @FormatParam() format?: AnswerFormat;
  @FieldsParam(TOP_MEMBERS) fields?: string | string[];
}
