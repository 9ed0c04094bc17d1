import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  type ApiPropertyOptions,
} from '@nestjs/swagger';
import { declareMembers, memberNames } from '../../asset-types/row-schema.js';
import { TakesTickets } from '../../platform/http/admission/access.js';
import { headersOf } from '../../platform/openapi/api-problems.js';
import { FailureDto, SummaryDto } from './answer.dto.js';
import { answerContent, FailureLineDto, ProgressLineDto, SummaryLineDto } from './stream-lines.js';

/** Describes the answers of one call that returns rows. */
export interface AnswerShape {
  /** First part of the names of the classes, such as `WebSite`. */
  readonly name: string;
  readonly row: Type;
  /** Class of the summary. Default: that of a fleet query. */
  readonly summary?: Type;
  /** What `failures` holds. */
  readonly failures?: string;
  /** Members of a page that other pages do not have. */
  readonly ownMembers?: Readonly<Record<string, ApiPropertyOptions>>;
}

/**
 * Decorates a call that returns rows: documents its answers in every format, with whole rows or with those that `fields`
 * reduces, and lets tickets open its event stream.
 */
export type RowsAnswer = () => MethodDecorator;

/** Makes the classes of a page and of a streamed line. Returns the decorator of the calls that answer with them. */
export function rowsAnswer({
  name,
  row,
  summary = SummaryDto,
  failures = 'Hosts that could not be read; their rows are missing.',
  ownMembers = {},
}: AnswerShape): RowsAnswer {
  const reduced = reducedRowOf(row);
  const anyRow = { anyOf: [{ $ref: getSchemaPath(row) }, { $ref: getSchemaPath(reduced) }] };
  const page = classOf(`${name}PageDto`, {
    items: {
      type: 'array',
      items: anyRow,
      description: 'Rows. With `fields`, each has the named members only.',
    },
    failures: { type: [FailureDto], description: failures },
    complete: { type: 'boolean', description: 'False when `failures` has entries.' },
    next_cursor: { type: 'string', nullable: true, description: 'Null on the last page.' },
    ...ownMembers,
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
      ApiExtraModels(row, reduced, page, ...Object.values(lines)),
      ApiResponse({
        status: 200,
        description: 'Rows.',
        headers: headersOf('ETag', 'Link', 'Server-Timing', 'Content-Disposition', 'Trailer'),
        content: answerContent(getSchemaPath(page), lines),
      }),
      ApiResponse({
        status: 204,
        description:
          'The client has read this event stream to its end, as `Last-Event-ID` shows, and need not connect again.',
      }),
      ApiResponse({
        status: 304,
        description: 'The client has this page already: its tag is in `If-None-Match`.',
        headers: headersOf('ETag'),
      }),
    );
}

const reducedRows = new Map<Type, Type>();

/** Returns the class of a row that `fields` reduced. Made once for each class of rows. */
function reducedRowOf(row: Type): Type {
  let reduced = reducedRows.get(row);
  if (reduced === undefined) {
    reduced = named(class {}, `Picked${row.name}`);
    declareMembers(reduced, row, memberNames(row), { required: false });
    reducedRows.set(row, reduced);
  }
  return reduced;
}

const summaryLines = new Map<Type, Type>([[SummaryDto, SummaryLineDto]]);

/** Returns the class of the last line of a stream with such a summary. Made once for each class of summaries. */
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
  const dto = named(class {}, name);
  for (const [member, options] of Object.entries(members)) {
    // The compiler writes this metadata for members in source code. Swagger needs it where a schema has alternatives.
    Reflect.defineMetadata('design:type', Object, dto.prototype as object, member);
    ApiProperty(options)(dto.prototype as object, member);
  }
  return dto;
}

function named(made: Type, name: string): Type {
  return Object.defineProperty(made, 'name', { value: name });
}
