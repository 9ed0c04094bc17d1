import type { FastifyRequest } from 'fastify';
import { preferred } from '../../platform/http/rules/accept.js';
import { invalidRequest, Problem } from '../../platform/problem/problem.js';
import { csv } from './csv.js';
import { eventStream } from './event-stream.js';
import { EVENT_STREAM_HEADERS } from './event-stream-protocol.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';
import type { RowWriter } from './row-writer.js';
import { workbook } from './xlsx/workbook.js';

/** One format of rows, in answers to queries and in files of exports. */
interface RowFormat {
  readonly mediaType: string;
  /** A parameter of the media type that clients may name in `Accept`. */
  readonly parameter?: string;
  /** Whether browsers save the answer instead of showing it. */
  readonly isDownload?: boolean;
  /** Headers that only answers of this format have. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly write: RowWriter;
}

/** All formats, by the name that `format` takes. JSON answers to queries are pages; `page-reply.ts` writes those. */
const ALL = {
  json: { mediaType: 'application/json', write: json },
  ndjson: { mediaType: 'application/x-ndjson', write: ndjson },
  csv: { mediaType: 'text/csv', parameter: 'header=present', isDownload: true, write: csv },
  sse: { mediaType: 'text/event-stream', headers: EVENT_STREAM_HEADERS, write: eventStream },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    isDownload: true,
    write: workbook,
  },
} as const satisfies Record<string, RowFormat>;
type Name = keyof typeof ALL;

export const ROW_FORMATS: Readonly<Record<Name, RowFormat>> = ALL;

/** Where each format can be had; the first that `Accept` allows is preferred. */
export const OFFERED = {
  /** Answers to queries. */
  answers: ['json', 'ndjson', 'csv', 'sse'],
  /** Rows of a file that the vendor made. */
  vendorFiles: ['csv', 'ndjson', 'json'],
  /** Files of our own queries. */
  ownFiles: ['csv', 'ndjson', 'xlsx'],
} as const satisfies Record<string, readonly Name[]>;

export type AnswerFormat = (typeof OFFERED.answers)[number];

/** Returns the media types that `Accept` is compared with, by format: with the parameters that answers are sent with. */
export function mediaTypes<Some extends Name>(names: readonly Some[]): Readonly<Record<Some, string>> {
  const typed = names.map((name) => {
    const { mediaType, parameter } = ROW_FORMATS[name];
    return [name, [mediaType, 'charset=utf-8', ...(parameter === undefined ? [] : [parameter])].join('; ')];
  });
  return Object.fromEntries(typed) as Record<Some, string>;
}

export const ANSWER_TYPES = mediaTypes(OFFERED.answers);

/** What a query says of the format of its answer. */
interface FormatWish {
  readonly format?: AnswerFormat | undefined;
  /** Whether CSV begins with a byte order mark. */
  readonly bom?: boolean | undefined;
}

type FormatRequest = Pick<FastifyRequest, 'method' | 'headers'>;

/** @throws Problem `invalid-request` where a byte order mark is asked for and no CSV is sent. */
export function checkBom(bom: boolean | undefined, format: string, { method }: FormatRequest): void {
  if (bom !== true || format === 'csv') return;
  const place = method === 'POST' ? { pointer: '/bom' } : { parameter: 'bom' };
  throw invalidRequest([{ ...place, detail: `goes with format csv only; this answer is ${format}` }]);
}

/**
 * Chooses the format of an answer: `format`, or else the best match of `Accept`, or else JSON.
 *
 * @throws Problem `not-acceptable`; `invalid-request` for `bom` with another format than CSV.
 */
export function negotiate({ format, bom }: FormatWish, request: FormatRequest): AnswerFormat {
  const chosen = format ?? preferred(request.headers.accept, ANSWER_TYPES);
  if (chosen !== undefined) {
    checkBom(bom, chosen, request);
    return chosen;
  }
  const types = OFFERED.answers.map((name) => ROW_FORMATS[name].mediaType);
  throw new Problem('not-acceptable', `This answer comes as ${types.join(', ')}`);
}
