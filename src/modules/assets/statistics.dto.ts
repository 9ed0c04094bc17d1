import { ApiProperty } from '@nestjs/swagger';
import { memberNames } from '../../asset-types/row-schema.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { BomParam, CategoryParam, FieldsParam, FormatParam, HostIdParam } from '../../rest/input/params.js';
import { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';
import { ASSET_TYPES, type AssetType } from '../../upstream/hss/assets/descriptor.js';

/** Number of rows of one type. */
export class TypeCountDto {
  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Null when the vendor gives no number.',
  })
  count!: number | null;
}

/** One of the items of a type that most servers of a project have. */
export class TopDto {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of servers that have it.' })
  hosts!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Share of the servers, in percent.' })
  percentage!: number | null;
}

export const COUNT_MEMBERS = memberNames(TypeCountDto);
export const TOP_MEMBERS = memberNames(TopDto);

/** Query string of `GET /v1/assets/statistics`. */
export class StatisticsParamsDto extends ScopeParamsDto {
  @HostIdParam({ description: 'Counts the rows of this server only.' }) host_id?: string;

  @CategoryParam('`container` counts rows of containers only; `host`, the default, counts all rows.')
  category?: 'host' | 'container';

  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
  @FieldsParam(COUNT_MEMBERS) fields?: string | string[];
}

/** Query string of `GET /v1/assets/{type}/top`. */
export class TopParamsDto extends ScopeParamsDto {
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
  @FieldsParam(TOP_MEMBERS) fields?: string | string[];
}
