import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  PartialType,
  type ApiPropertyOptions,
} from '@nestjs/swagger';
import { TakesTickets } from '../../platform/http/admission/access.js';
import { headersOf } from '../../platform/openapi/api-problems.js';
import { FailureDto, SummaryDto } from './answer.dto.js';
import { answerContent, FailureLineDto, ProgressLineDto, SummaryLineDto } from './stream-lines.js';

/** What the answers of one call with rows are made of. */
export interface AnswerShape {
  /** Start of the classes' names, such as `WebSite`. */
  readonly name: string;
  readonly row: Type;
  /** The outcome in figures; of a fleet query where nothing else is said. */
  readonly summary?: Type;
  /** What `failures` holds. */
  readonly failures?: string;
  /** Members that a page has besides those of every page. */
  readonly besides?: Readonly<Record<string, ApiPropertyOptions>>;
}

/**
 * Documents the answers of a call with rows, in every format: whole rows, or those with chosen members only. A ticket
 * opens its event stream.
 */
export type RowsAnswer = () => MethodDecorator;

/** Makes the classes of a page and of a streamed line, once; gives the decorator of the calls that answer so. */
export function rowsAnswer({
  name,
  row,
  summary = SummaryDto,
  failures = 'Hosts that could not be read; their rows are missing.',
  besides = {},
}: AnswerShape): RowsAnswer {
  const picked = pickedOf(row);
  const anyRow = { anyOf: [{ $ref: getSchemaPath(row) }, { $ref: getSchemaPath(picked) }] };
  const page = classOf(`${name}PageDto`, {
    items: { type: 'array', items: anyRow, description: 'Rows; with `fields` the chosen members of each.' },
    failures: { type: [FailureDto], description: failures },
    complete: { type: 'boolean', description: 'False when `failures` has entries.' },
    next_cursor: { type: 'string', nullable: true, description: 'Opaque; null after the last page.' },
    ...besides,
    summary: { type: summary },
  });
  const line = classOf(`${name}LineDto`, { type: { type: 'string', enum: ['item'] }, item: anyRow });
  const lines = {
    item: line,
    failure: FailureLineDto,
    ...(summary === SummaryDto ? { progress: ProgressLineDto } : {}),
    summary: summaryLineOf(summary),
  };
  return () =>
    applyDecorators(
      TakesTickets(),
      ApiExtraModels(row, picked, page, ...Object.values(lines)),
      ApiResponse({
        status: 200,
        description: 'Rows; `complete` says whether anything is missing.',
        headers: headersOf('ETag', 'Link', 'Server-Timing', 'Content-Disposition', 'Trailer'),
        content: answerContent(getSchemaPath(page), lines),
      }),
      ApiResponse({
        status: 204,
        description:
          'An event stream that the client, by its `Last-Event-ID`, has read to the end: it need not come again.',
      }),
      ApiResponse({
        status: 304,
        description: 'The page is the one that `If-None-Match` names.',
        headers: headersOf('ETag'),
      }),
    );
}

const pickedRows = new Map<Type, Type>();

/** The row with chosen members only. */
function pickedOf(row: Type): Type {
  let picked = pickedRows.get(row);
  if (picked === undefined) {
    picked = PartialType(row, { skipNullProperties: false }) as Type;
    Object.defineProperty(picked, 'name', { value: `Picked${row.name}` });
    pickedRows.set(row, picked);
  }
  return picked;
}

const summaryLines = new Map<Type, Type>([[SummaryDto, SummaryLineDto]]);

/** The last line of a stream with such an outcome. */
function summaryLineOf(summary: Type): Type {
  let line = summaryLines.get(summary);
  if (line === undefined) {
    line = classOf(summary.name.replace(/Dto$/, 'LineDto'), {
      type: { type: 'string', enum: ['summary'] },
      summary: { type: summary },
    });
    summaryLines.set(summary, line);
  }
  return line;
}

function classOf(name: string, members: Readonly<Record<string, ApiPropertyOptions>>): Type {
  class Dto {}
  for (const [member, options] of Object.entries(members)) {
    // What the compiler notes of members that are written out; Swagger asks for it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, Dto.prototype, member);
    ApiProperty(options)(Dto.prototype, member);
  }
  Object.defineProperty(Dto, 'name', { value: name });
  return Dto;
}
