import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INCOMPLETE_REASONS, type IncompleteReason } from '../../query/question/answer.js';

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
    description: 'Rows that the vendor counted, when not all of them are here.',
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
