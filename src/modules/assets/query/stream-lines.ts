import type { Type } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { FailureDto, SummaryDto } from './answer.js';

class HostProgressDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that are read or failed.' })
  done!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  total!: number;
}

/** How far a stream is. */
export class ProgressDto {
  @ApiProperty({ type: HostProgressDto })
  hosts!: HostProgressDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows sent so far.' })
  items!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Milliseconds that are left, by the pace so far; null while there is none.',
  })
  eta_ms!: number | null;
}

/** A line that names one host that could not be read. */
export class FailureLineDto {
  @ApiProperty({ enum: ['failure'] })
  type!: 'failure';

  @ApiProperty({ type: FailureDto })
  failure!: FailureDto;
}

/** A line for whoever waits; may come at any time. */
export class ProgressLineDto {
  @ApiProperty({ enum: ['progress'] })
  type!: 'progress';

  @ApiProperty({ type: ProgressDto })
  progress!: ProgressDto;
}

/** The last line. Without it the stream was cut, and rows may be missing. */
export class SummaryLineDto {
  @ApiProperty({ enum: ['summary'] })
  type!: 'summary';

  @ApiProperty({ type: SummaryDto })
  summary!: SummaryDto;
}

/** The lines that every stream has besides its rows; they belong into `ApiExtraModels`. */
export const STREAM_LINES = [FailureLineDto, ProgressLineDto, SummaryLineDto] as const;

/** Media type object of a stream whose rows come as `itemLine`: the schema is that of one line. */
export function streamOf(itemLine: Type) {
  const lines = {
    item: getSchemaPath(itemLine),
    failure: getSchemaPath(FailureLineDto),
    progress: getSchemaPath(ProgressLineDto),
    summary: getSchemaPath(SummaryLineDto),
  };
  return {
    schema: {
      description:
        'One line of the stream; each line is such a JSON document. The last one is the summary: without it the stream was cut.',
      oneOf: Object.values(lines).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping: lines },
    },
  };
}

/** The media types of every answer with rows, for the OpenAPI document. */
export function answerContent(page: string, itemLine: Type) {
  return {
    'application/json': { schema: { $ref: page } },
    'application/x-ndjson': streamOf(itemLine),
    'text/event-stream': {
      schema: {
        type: 'string',
        description:
          'Events `items` (data: `{"items": […]}`), `failure`, `progress` and, last and always, `summary`, with the members of the streamed lines.',
      },
    },
    'text/csv': {
      schema: {
        type: 'string',
        description:
          'A header and a record for each row. Texts that a spreadsheet would take for a formula begin with an apostrophe. Records that begin with `#` tell failures and, last and always, the summary.',
      },
    },
  };
}
