import { ApiProperty } from '@nestjs/swagger';
import { ASSET_TYPES, type AssetType } from '../../upstream/hss/assets/descriptor.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';

/** One member of the rows of a type. */
export class AssetMemberDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({
    type: [String],
    description: "The vendor's names of it, in rows and filters; none where the vendor does not have it.",
  })
  vendor_names!: readonly string[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: "Column of the vendor's exports that holds it.",
  })
  export_column!: string | null;

  @ApiProperty({ description: 'JSON type: string, integer, boolean.' })
  type!: string;

  @ApiProperty({ required: false, description: '`date-time` for RFC 3339.' })
  format?: string;

  @ApiProperty()
  nullable!: boolean;

  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    required: false,
    description: 'All possible values.',
  })
  values?: readonly (string | number)[];

  @ApiProperty()
  description!: string;
}

/** One filter of a type. */
export class AssetFilterDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({
    enum: ['contains', 'one_of', 'flag', 'ports'],
    description:
      'How the filter compares the member of that name: `contains` is a substring, `one_of` a list of whole texts, `flag` true or false, `ports` a list of numbers and ranges.',
  })
  kind!: string;

  @ApiProperty({ type: [String], required: false })
  values?: readonly string[];

  @ApiProperty()
  description!: string;
}

/** One type. */
export class AssetTypeDto {
  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: [AssetMemberDto] })
  members!: AssetMemberDto[];

  @ApiProperty({
    type: [String],
    description: 'Members that, after project and host, identify a row. Rows are ordered by them.',
  })
  order!: readonly string[];

  @ApiProperty({ type: [AssetFilterDto], description: 'Filters besides those that every query has.' })
  filters!: AssetFilterDto[];

  @ApiProperty({ type: [String], description: 'Names that `sort` accepts.' })
  sorts!: readonly string[];

  @ApiProperty({ enum: PLAN_NAMES, isArray: true })
  plans!: readonly string[];

  @ApiProperty({
    type: 'integer',
    description: "Interval in which the vendor's agents collect the type, in seconds.",
  })
  collected_every_s!: number;

  @ApiProperty({ description: 'Whether it can be collected on request: `POST /v1/assets/{type}/collect`.' })
  collectable!: boolean;

  @ApiProperty({ description: 'Whether the vendor keeps its changes: `GET /v1/assets/{type}/changes`.' })
  changes!: boolean;
}

export class CatalogueDto {
  @ApiProperty({ type: [AssetTypeDto] })
  items!: AssetTypeDto[];
}
