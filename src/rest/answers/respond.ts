import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasReadAll } from './event-stream-protocol.js';
import { isHead, sendHead } from './head.js';
import type { Page, Summary } from '../../query/question/answer.js';
import { ROW_FORMATS, type AnswerFormat } from './formats.js';
import { picker } from '../input/fields.js';
import { outcomeText } from './outcome-text.js';
import { PAGE_HEADERS, replyPage, type WrittenPage } from './page-reply.js';
import { namedColumns } from './row-writer.js';
import type { QueryContext } from '../../query/question/query-context.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';

/** How an answer is made, in whichever form it is sent. */
export interface Answers<Row extends object, Outcome extends object = Summary> {
  /** Checks the query as far as possible without reading rows. @throws Problem */
  check(): Promise<void> | void;
  page(): Promise<Page<Row, Outcome>>;
  stream(): Promise<AsyncGenerator<AnswerEvent<Row, Outcome>, void, undefined>>;
}

/** How the rows are sent. */
export interface FormatOptions {
  readonly format: AnswerFormat;
  /** Columns of a table where the query names no fields. */
  readonly columns: () => readonly string[];
  /** Members that the query names; rows are reduced to these. */
  readonly fields?: readonly string[];
  /** Name of a downloaded file, without suffix. */
  readonly name: string;
  /** Whether a table as text begins with a byte order mark. */
  readonly bom: boolean;
}

/** A page that was sent. */
interface SentPage<Outcome> {
  readonly written: WrittenPage;
  readonly summary: Outcome;
}

/** What rows are chosen by. Event streams are not compressed, but another format at the same address is. */
const VARY = 'accept, accept-encoding';

/**
 * Sends an answer in its format, and disposes of the query's context when it ends. A stream is read at the client's pace.
 * HEAD checks the query and reads no rows, so it does not show whether reading would fail.
 *
 * @returns the page, where one was sent.
 */
export async function respond<Row extends object, Outcome extends object = Summary>(
  request: FastifyRequest,
  reply: FastifyReply,
  formatOptions: FormatOptions,
  answers: Answers<Row, Outcome>,
  context: QueryContext,
): Promise<SentPage<Outcome> | undefined> {
  const { format, fields } = formatOptions;
  if (isHead(request)) {
    context.dispose();
    await answers.check();
    await sendHead(
      reply.headers(format === 'json' ? PAGE_HEADERS : streamHeaders(format, formatOptions.name)),
    );
    return undefined;
  }
  if (format === 'json') {
    try {
      const page = await answers.page();
      const items = fields === undefined ? page.items : page.items.map(picker<Row>(fields));
      const written = await replyPage(request, reply, { ...page, items }, context);
      return { written, summary: page.summary };
    } finally {
      context.dispose();
    }
  }
  void reply.headers({ vary: VARY, 'cache-control': 'private, no-store' });
  if (format === 'sse' && hasReadAll(request)) {
    context.dispose();
    await reply.code(204).send();
    return undefined;
  }
  let events: AsyncGenerator<AnswerEvent<Row, Outcome>, void, undefined>;
  try {
    events = await answers.stream();
  } catch (error) {
    context.dispose();
    throw error;
  }
  if (format === 'csv' && takesTrailers(request)) events = withOutcomeTrailer(events, reply);
  const lines = Readable.from(linesOf(events, formatOptions), { objectMode: false, highWaterMark: 65_536 });
  lines.once('close', () => context.dispose());
  await reply.headers(streamHeaders(format, formatOptions.name)).send(lines);
  return undefined;
}

function streamHeaders(format: AnswerFormat, name: string): Record<string, string> {
  const { mediaType, isDownload, headers } = ROW_FORMATS[format];
  return {
    vary: VARY,
    'content-type': `${mediaType}; charset=utf-8`,
    'cache-control': 'private, no-store',
    // A proxy that buffers the answer would delay rows and progress.
    'x-accel-buffering': 'no',
    ...(isDownload === true ? { 'content-disposition': `attachment; filename="${name}.${format}"` } : {}),
    ...headers,
  };
}

function linesOf<Row extends object>(
  events: AsyncGenerator<AnswerEvent<Row, object>, void, undefined>,
  { format, fields, columns, bom }: FormatOptions,
): AsyncGenerator<string | Buffer, void, undefined> {
  const { write } = ROW_FORMATS[format];
  if (fields === undefined) return write(events, { columns: namedColumns(columns()), gathers: true, bom });
  return write(reducedEvents(events, fields), { columns: namedColumns(fields), gathers: true, bom });
}

async function* reducedEvents<Row extends object>(
  events: AsyncGenerator<AnswerEvent<Row, object>, void, undefined>,
  fields: readonly string[],
): AsyncGenerator<AnswerEvent<Partial<Row>, object>, void, undefined> {
  const pick = picker<Row>(fields);
  for await (const event of events) {
    yield event.type === 'items' ? { type: 'items', items: event.items.map(pick) } : event;
  }
}

/** Name of the trailer with the outcome of a CSV answer. */
const OUTCOME = 'portolan-outcome';

/** Tells whether the client accepts trailers, by `TE` (RFC 9110, 10.1.4). HTTP/1.0 has no chunks, so no trailers. */
function takesTrailers({ raw, headers }: FastifyRequest): boolean {
  if (raw.httpVersion === '1.0') return false;
  return String(headers.te ?? '')
    .toLowerCase()
    .split(',')
    .some((each) => each.trim() === 'trailers');
}

/** Passes the events on. Announces the trailer at once, and keeps the outcome for it when the summary passes. */
function withOutcomeTrailer<Row, Outcome extends object>(
  events: AsyncGenerator<AnswerEvent<Row, Outcome>, void, undefined>,
  reply: FastifyReply,
): AsyncGenerator<AnswerEvent<Row, Outcome>, void, undefined> {
  let outcome = '';
  reply.trailer(OUTCOME, () => Promise.resolve(outcome));
  return (async function* () {
    for await (const event of events) {
      if (event.type === 'summary') outcome = outcomeText(event.summary);
      yield event;
    }
  })();
}
