import { ApiProperty } from '@nestjs/swagger';
import { ASSET_TYPES, type AssetType } from '../../upstream/hss/assets/descriptor.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';

/** One member of the rows of a type. */
export class AssetMemberDto {
  @ApiProperty()
  name!: string;

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
    description: 'All values there are.',
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
    description: 'How it compares the member of that name.',
  })
  kind!: string;

  @ApiProperty({ type: [String], required: false })
  values?: readonly string[];

  @ApiProperty()
  description!: string;
}

/** One of the twelve types. */
export class AssetTypeDto {
  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: [AssetMemberDto] })
  members!: AssetMemberDto[];

  @ApiProperty({
    type: [String],
    description: 'Members that, with project and host, tell any two rows apart and order them.',
  })
  order!: readonly string[];

  @ApiProperty({ type: [AssetFilterDto], description: 'Beside those that every query takes.' })
  filters!: AssetFilterDto[];

  @ApiProperty({ type: [String], description: 'What `sort` may name.' })
  sorts!: readonly string[];

  @ApiProperty({ enum: PLAN_NAMES, isArray: true })
  plans!: readonly string[];

  @ApiProperty({ type: 'integer', description: "How often the vendor's agents collect it, in seconds." })
  collected_every_s!: number;

  @ApiProperty({ description: 'Whether it can be collected by hand: `POST /v1/assets/{type}/collect`.' })
  collectable!: boolean;

  @ApiProperty({ description: 'Whether its changes are kept: `GET /v1/assets/{type}/changes`.' })
  changes!: boolean;
}

export class CatalogueDto {
  @ApiProperty({ type: [AssetTypeDto] })
  items!: AssetTypeDto[];
}

/** Rows of one type. */
export class TypeCountDto {
  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Null when the vendor does not say.',
  })
  count!: number | null;
}

/** One of the things that most servers of a project have. */
export class TopDto {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Servers that have it.' })
  hosts!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Share of the servers in percent.' })
  percentage!: number | null;
}
