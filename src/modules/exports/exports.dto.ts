import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { InputError } from '../../platform/problem/problem.js';
import { EXPORT_TYPES, type ColumnKind, type ExportType } from '../../upstream/hss/export-columns.js';
import { columnFaults, vendorColumns } from './column-input.js';
import {
  EXPORT_STATES,
  EXPORT_WAITS,
  type ExportState,
  type ExportWait,
  type FleetFormat,
} from './export-record.js';
import { INCOMPLETE_REASONS, type IncompleteReason } from '../../query/question/answer.js';
import { parameter } from '../../rest/input/parameter.js';
import {
  AgeParam,
  CategoryParam,
  CursorParam,
  EnterpriseProjectParam,
  LimitParam,
  OneProjectParam,
  PartialParam,
} from '../../rest/input/params.js';
import { OFFERED } from '../../rest/answers/formats.js';
import { FILE_FORMATS, type FileFormat } from './file/file-format.js';
import { filterFaults } from './filter-input.js';

const CATEGORIES = ['host', 'container'] as const;

export class ExportColumnDto {
  @ApiProperty({ description: 'Name of the column, as `GET /v1/exports/columns` lists them.' })
  field!: string;

  @ApiProperty({ minLength: 1, maxLength: 64, description: 'Heading of the column in the file.' })
  title!: string;
}

/** Whether an order is about hosts, so that our own fleet query makes the file. */
export function asksFleet(given: Readonly<Record<string, unknown>>): boolean {
  return given['host_ids'] !== undefined || given['hosts'] !== undefined;
}

/** Members that mean something for files of our own only. */
const FLEET_ONLY = ['format', 'partial', 'max_age'];

/** Body of `POST /v1/exports`. */
export class ExportOrderDto {
  /** Columns and filter depend on the type, so they are judged together with it; hosts by who answers queries. */
  static readonly bulk = { columns: () => [], filter: () => [], host_ids: () => [], hosts: () => [] };
  static readonly together = (given: Readonly<Record<string, unknown>>): InputError[] => {
    if (asksFleet(given)) return [];
    const lonely = FLEET_ONLY.filter((name) => given[name] !== undefined).map((parameter) => ({
      parameter,
      detail: 'goes together with host_ids or hosts only',
    }));
    const type = EXPORT_TYPES.find((each) => each === given['asset_type']);
    if (type === undefined) return lonely;
    return [
      ...lonely,
      ...('columns' in given ? columnFaults(type, vendorColumns(type), given['columns']) : []),
      ...('filter' in given ? filterFaults(type, given['filter']) : []),
    ];
  };

  @ApiProperty({ enum: EXPORT_TYPES })
  @IsIn(EXPORT_TYPES)
  asset_type!: ExportType;

  @CategoryParam({ default: 'host' }) category?: 'host' | 'container';

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
    description:
      'Columns in their order, by name or with a heading of your own. Default: all of the type. With `host_ids` or `hosts` they are members of the rows, as `GET /v1/assets` lists them.',
  })
  @IsOptional()
  columns?: unknown[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: {
      oneOf: [
        { type: 'string' },
        { type: 'integer' },
        { type: 'boolean' },
        { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] } },
      ],
    },
    description:
      'Filters of the type by name, as `GET /v1/exports/columns` lists them; all together at most 128 characters as JSON. With `host_ids` or `hosts` they are those of the query of the type, as `GET /v1/assets` lists them, and `host_name` and `host_ip`, without that bound.',
  })
  @IsOptional()
  filter?: Record<string, unknown>;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 100_000,
    description: 'Hosts by id. The rows then come from our own query of these hosts.',
  })
  @IsOptional()
  host_ids?: string[];

  @ApiPropertyOptional({
    allOf: [{ $ref: '#/components/schemas/HostSelectionDto' }],
    description:
      'Hosts by what they are; `{"all": true}` for every server. The rows then come from our own query of these hosts.',
  })
  @IsOptional()
  hosts?: object;

  @ApiPropertyOptional({
    enum: OFFERED.ownFiles,
    default: 'csv',
    description: 'What the file shall be. Only with `host_ids` or `hosts`.',
  })
  @IsOptional()
  @IsIn(OFFERED.ownFiles)
  format?: FleetFormat;

  @PartialParam(
    '`forbid`: the export fails instead of making a file that lacks hosts. Only with `host_ids` or `hosts`.',
  )
  partial?: 'allow' | 'forbid';

  @AgeParam({
    description:
      'Seconds that rows may be old. Default: how often the vendor collects the type; 0 asks upstream. Only with `host_ids` or `hosts`.',
  })
  max_age?: number;

  @EnterpriseProjectParam() enterprise_project_id?: string;
  @OneProjectParam() project?: string;
}

/** Query string of `GET /v1/exports`. */
export class ExportListParamsDto {
  @LimitParam('Exports a page.') limit?: number;
  @CursorParam() cursor?: string;
}

/** Query string of `GET /v1/exports/columns`. */
export class ExportCatalogueParamsDto {
  @parameter('text', { enum: EXPORT_TYPES, description: 'Default: all types.' }, IsIn(EXPORT_TYPES))
  asset_type?: ExportType;
}

/** Query string of `GET /v1/exports/{id}/file`. */
export class ExportFileParamsDto {
  @parameter(
    'text',
    {
      enum: FILE_FORMATS,
      description:
        'Wins over `Accept`. `raw`: the file as it was made. A file of our own comes as what was ordered only.',
    },
    IsIn(FILE_FORMATS),
  )
  format?: FileFormat;
}

/** Hosts of an export of our own query. */
export class ExportHostsDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts the query is about.' })
  requested!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts read.' })
  answered!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that could not be read.' })
  failed!: number;
}

/** One host whose rows the file lacks. */
export class ExportHostFailureDto {
  @ApiProperty()
  project!: string;

  @ApiProperty({ description: '`*`: the hosts could not even be listed.' })
  host_id!: string;

  @ApiProperty({ description: 'Why, for programs.' })
  code!: string;

  @ApiProperty({ description: 'Why, for people.' })
  title!: string;

  @ApiProperty()
  retryable!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0 })
  attempts!: number;
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

  @ApiProperty({
    enum: ['vendor', 'fleet'],
    description: 'Who makes the file: the upstream service, or our own query of the hosts ordered.',
  })
  source!: 'vendor' | 'fleet';

  @ApiProperty({ enum: ['zip', ...OFFERED.ownFiles], description: 'What the file is, as it was made.' })
  format!: 'zip' | FleetFormat;

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
    description: 'Rows of the file; known once they were read. Of a file of our own, those so far.',
  })
  rows!: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Size of the file; known once it was fetched. Of a file of our own, what it has so far.',
  })
  bytes!: number | null;

  @ApiProperty({
    type: ExportHostsDto,
    nullable: true,
    description: 'How the hosts of a file of our own do; null before the first, and for files of the vendor.',
  })
  hosts!: ExportHostsDto | null;

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description:
      'Whether the file has all rows; null until that is known: for a file of the vendor, once its rows were read. False when rows are missing, or when nobody can tell.',
  })
  complete!: boolean | null;

  @ApiProperty({
    type: [ExportHostFailureDto],
    maxItems: 100,
    description: 'The first hosts whose rows are missing; `hosts.failed` counts all, the file lists all.',
  })
  failures!: readonly ExportHostFailureDto[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Where the file is, once there is one.' })
  file!: string | null;

  @ApiProperty({
    type: 'string',
    enum: [...EXPORT_WAITS, null],
    nullable: true,
    description:
      'What keeps an export that is under way from going on. `store_full`: the store that all instances share has no memory left; the export fails when that lasts.',
  })
  waiting_for!: ExportWait | null;

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

/** How the rows of a vendor's file ended. */
export class ExportOutcomeDto {
  @ApiProperty({
    description:
      'Whether at least as many different rows of listed servers came as the vendor counted after it had made the file.',
  })
  complete!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows in this answer.' })
  items!: number;

  @ApiPropertyOptional({
    enum: INCOMPLETE_REASONS,
    description:
      'Why it is not complete. `draining`: the process that answers is being stopped, and rows are left out; ask again, and another one answers. `rows_missing`: fewer rows came than were counted. `rows_alike`: enough came, but some are alike in all columns, so others may be missing; more columns tell them apart. `unlisted_servers`: some are of servers that the vendor does not list. `not_checked`: the vendor did not count the rows or list its servers, or no column names the server. `too_many_rows`: too many to look for repeats.',
  })
  reason?: IncompleteReason;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'Rows that the vendor counted, where it did and they are not all here.',
  })
  rows_counted?: number;
}

/** Rows of a file as one JSON document. */
export class ExportRowsDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  items!: Record<string, unknown>[];

  @ApiProperty({ description: 'As in `summary`.' })
  complete!: boolean;

  @ApiProperty({ type: ExportOutcomeDto })
  summary!: ExportOutcomeDto;
}

/** One line of a file's rows as NDJSON: rows, then one summary. Without it the file was cut. */
export class ExportLineDto {
  @ApiProperty({ enum: ['item', 'summary'] })
  type!: 'item' | 'summary';

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  item?: Record<string, unknown>;

  @ApiPropertyOptional({ type: ExportOutcomeDto })
  summary?: ExportOutcomeDto;
}
