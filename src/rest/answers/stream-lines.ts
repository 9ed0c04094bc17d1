import type { Type } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { FailureDto, ProgressDto, SummaryDto } from './answer.dto.js';

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

/** Classes of the lines of a stream, by the `type` that tells them apart. */
export type LineTypes = Readonly<Record<string, Type>>;

/** Media type object of a stream: the schema is that of one line. */
function streamOf(lines: LineTypes) {
  const paths = Object.fromEntries(Object.entries(lines).map(([type, line]) => [type, getSchemaPath(line)]));
  return {
    schema: {
      description:
        'One line of the stream; each line is such a JSON document. The last one is the summary: without it the stream was cut.',
      oneOf: Object.values(paths).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping: paths },
    },
  };
}

/** The media types of every answer with rows, for the OpenAPI document. */
export function answerContent(page: string, lines: LineTypes) {
  const progress = 'progress' in lines ? ', `progress`' : '';
  return {
    'application/json': { schema: { $ref: page } },
    'application/x-ndjson': streamOf(lines),
    'text/event-stream': {
      schema: {
        type: 'string' as const,
        description: `Events \`items\` (data: \`{"items": […]}\`), \`failure\`${progress} and, last and always, \`summary\`, with the members of the streamed lines.`,
      },
    },
    'text/csv': {
      schema: {
        type: 'string' as const,
        description:
          'A header and a record for each row. Texts that a spreadsheet would take for a formula begin with an apostrophe. Records that begin with `#` tell failures and, last and always, the summary.',
      },
    },
  };
}
