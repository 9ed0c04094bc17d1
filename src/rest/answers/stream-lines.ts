import type { Type } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { FailureDto, StreamProgressDto, SummaryDto } from './answer.dto.js';

/** A line that names one host that could not be read. */
export class FailureLineDto {
  @ApiProperty({ enum: ['failure'] })
  type!: 'failure';

  @ApiProperty({ type: FailureDto })
  failure!: FailureDto;
}

/** A line with the progress. It may come at any time. */
export class ProgressLineDto {
  @ApiProperty({ enum: ['progress'] })
  type!: 'progress';

  @ApiProperty({ type: StreamProgressDto })
  progress!: StreamProgressDto;
}

/** The last line. A stream without it was cut, and rows may be missing. */
export class SummaryLineDto {
  @ApiProperty({ enum: ['summary'] })
  type!: 'summary';

  @ApiProperty({ type: SummaryDto })
  summary!: SummaryDto;
}

/** Classes of the lines of a stream, by the value of `type`. */
export type LineTypes = Readonly<Record<string, Type>>;

/** Returns the media type object of a stream. Its schema is that of one line. */
function streamOf(lines: LineTypes) {
  const paths = Object.fromEntries(Object.entries(lines).map(([type, line]) => [type, getSchemaPath(line)]));
  return {
    schema: {
      description:
        'One line of the stream. Each line is such a JSON document. The last line is the summary; a stream without it was cut.',
      oneOf: Object.values(paths).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping: paths },
    },
  };
}

/** Returns the media types of an answer with rows, for the OpenAPI document. */
export function answerContent(page: string, lines: LineTypes) {
  const progress = 'progress' in lines ? ', `progress`' : '';
  return {
    'application/json': { schema: { $ref: page } },
    'application/x-ndjson': streamOf(lines),
    'text/event-stream': {
      schema: {
        type: 'string' as const,
        description: `Events \`items\` (data: \`{"items": […]}\`), \`failure\`${progress} and, always last, \`summary\`, with the members of the streamed lines.`,
      },
    },
    'text/csv': {
      schema: {
        type: 'string' as const,
        description:
          'A header, and a record for each row. A text that a spreadsheet would run as a formula begins with an apostrophe. Records that begin with `#` are failures and, always last, the summary.',
      },
    },
  };
}
