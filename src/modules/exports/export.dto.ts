import { ApiProperty } from '@nestjs/swagger';
import {
  HintProperty,
  UpstreamCodeProperty,
  UpstreamRequestIdProperty,
} from '../../platform/openapi/upstream-facts.js';
import { FailureDto, HostCountsDto } from '../../rest/answers/answer.dto.js';
import { OFFERED } from '../../rest/answers/formats.js';
import { EXPORT_TYPES, type ExportType } from '../../upstream/hss/export-columns.js';
import {
  CATEGORIES,
  EXPORT_STATES,
  EXPORT_WAITS,
  type ExportState,
  type ExportWait,
  type FleetFormat,
} from './export-record.js';

export class ExportColumnDto {
  @ApiProperty({ description: 'Name of the column, as `GET /v1/exports/columns` lists them.' })
  field!: string;

  @ApiProperty({ minLength: 1, maxLength: 64, description: 'Heading of the column in the file.' })
  title!: string;
}

export class ExportFailureDto {
  @ApiProperty({ example: 'export_failed' })
  code!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ description: 'Whether ordering the same again may help.' })
  retryable!: boolean;

  @UpstreamCodeProperty()
  upstream_code?: string;

  @UpstreamRequestIdProperty()
  upstream_request_id?: string;

  @HintProperty()
  hint?: string;
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

  @ApiProperty({ enum: ['zip', ...OFFERED.ownFiles], description: 'Format of the file as it was made.' })
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
    description: 'Rows of the file, known once they were read; for a file of our own, the rows so far.',
  })
  rows!: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Size of the file, known once it was fetched; for a file of our own, the size so far.',
  })
  bytes!: number | null;

  @ApiProperty({
    type: HostCountsDto,
    nullable: true,
    description:
      'Counts of the hosts of a file of our own; null before the first host, and for files of the vendor.',
  })
  hosts!: HostCountsDto | null;

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description:
      'Null until it is known: for a file of the vendor, once its rows were read. False when rows are missing, or when that cannot be found out.',
  })
  complete!: boolean | null;

  @ApiProperty({
    type: [FailureDto],
    maxItems: 100,
    description: 'The first hosts whose rows are missing; `hosts.failed` counts all, the file lists all.',
  })
  failures!: readonly FailureDto[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Where the file is, once there is one.' })
  file!: string | null;

  @ApiProperty({
    type: 'string',
    enum: [...EXPORT_WAITS, null],
    nullable: true,
    description:
      '`store_full`: the store that all instances share has no memory left; the export fails when that takes too long.',
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
