import { ApiProperty } from '@nestjs/swagger';
import { EXPORT_TYPES, type ColumnKind, type ExportType } from '../../upstream/hss/export-columns.js';

const KINDS: readonly ColumnKind[] = ['text', 'integer', 'flag', 'instant', 'risk'];

export class CatalogueColumnDto {
  @ApiProperty()
  field!: string;

  @ApiProperty({ description: 'Heading where the order names none.' })
  title!: string;

  @ApiProperty({
    enum: KINDS,
    description:
      'Type of the cells in rows. A cell that does not have this type stays text; an empty cell is null.',
  })
  kind!: ColumnKind;

  @ApiProperty({
    description:
      'The vendor does not promise this column: the export may fail with it, or it may stay empty.',
  })
  uncertain!: boolean;
}

export class CatalogueFilterDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['text', 'integer', 'flag', 'word'] })
  kind!: string;

  @ApiProperty({ type: [String], nullable: true, description: 'The values that a `word` can have.' })
  values!: string[] | null;

  @ApiProperty({ description: 'Thinly documented: the vendor may ignore it.' })
  uncertain!: boolean;
}

export class ExportCatalogueDto {
  @ApiProperty({ enum: EXPORT_TYPES })
  asset_type!: ExportType;

  @ApiProperty({ type: [CatalogueColumnDto] })
  columns!: CatalogueColumnDto[];

  @ApiProperty({ type: [CatalogueFilterDto] })
  filters!: CatalogueFilterDto[];
}

export class ExportCataloguesDto {
  @ApiProperty({ type: [ExportCatalogueDto] })
  items!: ExportCatalogueDto[];
}
