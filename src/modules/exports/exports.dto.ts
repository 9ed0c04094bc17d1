import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { InputError } from '../../platform/problem/problem.js';
import { EXPORT_TYPES, type ColumnKind, type ExportType } from '../../upstream/hss/export-columns.js';
import { columnFaults } from './column-input.js';
import { EXPORT_STATES, type ExportState } from './export-record.js';
import { FILE_FORMATS, type FileFormat } from './file/row-formats.js';
import { filterFaults } from './filter-input.js';

const CATEGORIES = ['host', 'container'] as const;

export class ExportColumnDto {
  @ApiProperty({ description: 'Name of the column, as `GET /v1/exports/columns` lists them.' })
  field!: string;

  @ApiProperty({ minLength: 1, maxLength: 64, description: 'Heading of the column in the file.' })
  title!: string;
}

/** Body of `POST /v1/exports`. */
export class ExportOrderDto {
  /** Columns and filter depend on the type, so they are judged together with it. */
  static readonly bulk = { columns: () => [], filter: () => [] };
  static readonly together = (given: Readonly<Record<string, unknown>>): InputError[] => {
    const type = EXPORT_TYPES.find((each) => each === given['asset_type']);
    if (type === undefined) return [];
    return [
      ...('columns' in given ? columnFaults(type, given['columns']) : []),
      ...('filter' in given ? filterFaults(type, given['filter']) : []),
    ];
  };

  @ApiProperty({ enum: EXPORT_TYPES })
  @IsIn(EXPORT_TYPES)
  asset_type!: ExportType;

  @ApiPropertyOptional({ enum: CATEGORIES, default: 'host' })
  @IsOptional()
  @IsIn(CATEGORIES)
  category?: 'host' | 'container';

  @ApiPropertyOptional({
    type: 'array',
    minItems: 1,
    items: {
      oneOf: [
        { type: 'string' },
        {
          type: 'object',
          properties: { field: { type: 'string' }, title: { type: 'string', minLength: 1, maxLength: 64 } },
          required: ['field'],
          additionalProperties: false,
        },
      ],
    },
    description: 'Columns in their order, by name or with a heading of your own. Default: all of the type.',
  })
  @IsOptional()
  columns?: unknown[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] },
    description:
      'Filters of the type by name, as `GET /v1/exports/columns` lists them; all together at most 128 characters as JSON.',
  })
  @IsOptional()
  filter?: Record<string, unknown>;

  @ApiPropertyOptional({
    description: 'Enterprise project id, `0`, or `all_granted_eps`. Default: as configured for the project.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({ description: 'Alias of a project. Default: the configured one.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { message: 'must be an alias of a project' })
  project?: string;
}

/** Query string of `GET /v1/exports`. */
export class ExportListParamsDto {
  static readonly coercions = { limit: 'integer', cursor: 'text' } as const;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;
}

/** Query string of `GET /v1/exports/columns`. */
export class ExportCatalogueParamsDto {
  static readonly coercions = { asset_type: 'text' } as const;

  @ApiPropertyOptional({ enum: EXPORT_TYPES, description: 'Default: all types.' })
  @IsOptional()
  @IsIn(EXPORT_TYPES)
  asset_type?: ExportType;
}

/** Query string of `GET /v1/exports/{id}/file`. */
export class ExportFileParamsDto {
  static readonly coercions = { format: 'text' } as const;

  @ApiPropertyOptional({
    enum: Object.keys(FILE_FORMATS),
    description: 'Wins over `Accept`. `raw`: the file as the upstream service made it.',
  })
  @IsOptional()
  @IsIn(Object.keys(FILE_FORMATS))
  format?: FileFormat;
}

export class ExportFailureDto {
  @ApiProperty({ example: 'export_failed' })
  code!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ description: 'Whether ordering the same again may help.' })
  retryable!: boolean;
}

/** One export. */
export class ExportDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: EXPORT_STATES })
  status!: ExportState;

  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty({ enum: EXPORT_TYPES })
  asset_type!: ExportType;

  @ApiProperty({ enum: CATEGORIES })
  category!: 'host' | 'container';

  @ApiProperty({ type: [ExportColumnDto] })
  columns!: ExportColumnDto[];

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  filter!: Record<string, unknown> | null;

  @ApiProperty()
  enterprise_project_id!: string;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finished_at!: string | null;

  @ApiProperty({ format: 'date-time', description: 'From then on the file is no longer handed out.' })
  expires_at!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Rows of the file; known once they were read.',
  })
  rows!: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Size of the file; known once it was fetched.',
  })
  bytes!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Where the file is, once there is one.' })
  file!: string | null;

  @ApiProperty({
    type: ExportFailureDto,
    nullable: true,
    description: 'Why it failed; null when it has not.',
  })
  failure!: ExportFailureDto | null;
}

export class ExportPageDto {
  @ApiProperty({ type: [ExportDto], description: 'Newest first.' })
  items!: ExportDto[];

  @ApiProperty({ type: 'string', nullable: true })
  next_cursor!: string | null;
}

const KINDS: readonly ColumnKind[] = ['text', 'integer', 'flag', 'instant', 'risk'];

export class CatalogueColumnDto {
  @ApiProperty()
  field!: string;

  @ApiProperty({ description: 'Heading where the order names none.' })
  title!: string;

  @ApiProperty({
    enum: KINDS,
    description:
      'How cells come in rows; one that does not read so stays the text it is, an empty one is null.',
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

  @ApiProperty({ type: [String], nullable: true, description: 'The values a `word` takes.' })
  values!: string[] | null;
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

/** Rows of a file as one JSON document. */
export class ExportRowsDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  items!: Record<string, unknown>[];

  @ApiProperty({ enum: [true] })
  complete!: true;

  @ApiProperty({
    type: 'object',
    properties: { complete: { type: 'boolean' }, items: { type: 'integer' } },
    required: ['complete', 'items'],
  })
  summary!: { complete: boolean; items: number };
}

/** One line of a file's rows as NDJSON: rows, then one summary. Without it the file was cut. */
export class ExportLineDto {
  @ApiProperty({ enum: ['item', 'summary'] })
  type!: 'item' | 'summary';

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  item?: Record<string, unknown>;

  @ApiPropertyOptional({
    type: 'object',
    properties: { complete: { type: 'boolean' }, items: { type: 'integer' } },
    required: ['complete', 'items'],
  })
  summary?: { complete: boolean; items: number };
}
