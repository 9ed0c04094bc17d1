import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerEvent } from '../../../query/events/stream-reader.js';
import { ROW_FORMATS } from '../../../rest/answers/formats.js';
import { namedColumns } from '../../../rest/answers/row-writer.js';
import { sendHead } from '../../../rest/answers/head.js';
import { Problem } from '../../../platform/problem/problem.js';
import type { ExportFile } from '../../../upstream/hss/export-file/export-file.js';
import type { ExportRow } from '../../../upstream/hss/export-file/table-rows.js';
import type { ExportRecord } from '../export-record.js';
import { byteRange } from './byte-range.js';
import { attachment } from './content-disposition.js';
import type { LocalFile } from './export-files.js';
import { VENDOR_TYPE, type RowFormat } from './file-format.js';
import { RowCount, type FileCheck, type RowOutcome } from './row-count.js';

/** Answers HEAD with the headers that are known without the file: no digest, and no length of a file that was never fetched. */
export async function sendFileHead(
  record: ExportRecord,
  format: 'raw' | RowFormat,
  reply: FastifyReply,
): Promise<void> {
  if (format === 'raw') {
    void reply.headers({ ...rawHeaders(record), 'accept-ranges': 'bytes' });
    if (record.bytes !== undefined) void reply.header('content-length', String(record.bytes));
  } else void reply.headers(rowsHeaders(record, format));
  await sendHead(reply);
}

/** Sends the file as it was made, or the range that was asked for, and releases it at the end. */
export async function sendRaw(
  record: ExportRecord,
  file: LocalFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { bytes } = file;
  const etag = `"${file.digest.toString('base64url')}"`;
  const ifRange = request.headers['if-range'];
  const range = byteRange(
    bytes,
    etag,
    request.headers.range,
    typeof ifRange === 'string' ? ifRange : undefined,
  );
  if (range === 'outside') {
    await file.release();
    throw new Problem('range-not-satisfiable', `The file has ${bytes} bytes`, {
      headers: { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' },
    });
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  const stream = file.read(start, end);
  stream.once('close', () => void file.release());
  if (range !== undefined) void reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  await reply
    .headers({
      ...rawHeaders(record),
      'content-length': String(end - start + 1),
      'accept-ranges': 'bytes',
      etag,
      // The digest of the whole file, whatever range this is (RFC 9530).
      'repr-digest': `sha-256=:${file.digest.toString('base64')}:`,
    })
    .send(stream);
}

/** How a file's rows are sent. */
interface RowsAnswer {
  readonly format: RowFormat;
  /** Whether CSV begins with a byte order mark. */
  readonly bom: boolean;
  /** Absent where the vendor did not count the rows. */
  readonly check: FileCheck | undefined;
  /** Whether this process has no more time for the rows that are left. */
  readonly isTimeUp: () => boolean;
  /** Called with the outcome before it is written. */
  readonly onEnd: (outcome: RowOutcome) => void;
  /** Called when the table cannot be read, at its start or later; its result is thrown. */
  readonly onFault: (error: unknown) => Promise<unknown>;
}

/**
 * Sends the file's rows while it is unpacked, at the reader's pace, and releases it at the end. The first rows are read
 * before the answer begins, so that a table with wrong columns gives an error instead of the start of an answer.
 */
export async function sendRows(
  record: ExportRecord,
  file: ExportFile,
  { format, bom, onFault, check, ...end }: RowsAnswer,
  reply: FastifyReply,
): Promise<void> {
  const { type, columns } = record.request;
  const rows = withFaults(file.rows({ type, columns }), onFault);
  let first: IteratorResult<ExportRow[], void>;
  try {
    first = await rows.next();
  } catch (error) {
    await file.release();
    throw error;
  }
  const count = new RowCount(check);
  const text = ROW_FORMATS[format].write(rowEvents(joined(first, rows), count, end), {
    columns: namedColumns(columns.map(({ field }) => field)),
    onRow: (row, written) => count.add(row, written),
    bom,
  });
  const stream = Readable.from(text, { objectMode: false, highWaterMark: 65_536 });
  stream.once('close', () => void rows.return().finally(() => file.release()));
  await reply.headers(rowsHeaders(record, format)).send(stream);
}

/** Yields the rows, then what was counted. When the time is up, the other rows are left out and the summary says so. */
async function* rowEvents(
  batches: AsyncIterable<readonly ExportRow[]>,
  count: RowCount,
  { isTimeUp, onEnd }: Pick<RowsAnswer, 'isTimeUp' | 'onEnd'>,
): AsyncGenerator<AnswerEvent<ExportRow, RowOutcome>, void, undefined> {
  for await (const items of batches) {
    if (isTimeUp()) {
      count.cut();
      break;
    }
    if (items.length > 0) yield { type: 'items', items };
  }
  const summary = count.outcome();
  onEnd(summary);
  yield { type: 'summary', summary };
}

async function* withFaults(
  rows: AsyncGenerator<ExportRow[], void, undefined>,
  onFault: (error: unknown) => Promise<unknown>,
): AsyncGenerator<ExportRow[], void, undefined> {
  try {
    yield* rows;
  } catch (error) {
    throw await onFault(error);
  }
}

const COMMON_HEADERS = {
  vary: 'accept',
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
};

function rawHeaders(record: ExportRecord): Record<string, string> {
  const format = record.request.fleet?.format;
  return {
    ...COMMON_HEADERS,
    'content-type': format === undefined ? VENDOR_TYPE : ROW_FORMATS[format].mediaType,
    'content-disposition': attachment(record.fileName, `${plainName(record)}.${format ?? 'zip'}`),
  };
}

function rowsHeaders(record: ExportRecord, format: RowFormat): Record<string, string> {
  return {
    ...COMMON_HEADERS,
    'content-type': `${ROW_FORMATS[format].mediaType}; charset=utf-8`,
    'content-disposition': attachment(undefined, `${plainName(record)}.${format}`),
  };
}

function plainName({ request, createdAt }: ExportRecord): string {
  const stamp = new Date(createdAt).toISOString().replace(/[-:]|\.\d+/g, '');
  return `portolan-${request.type.replaceAll('_', '-')}-${request.category}-${stamp}`;
}

async function* joined(
  first: IteratorResult<ExportRow[], void>,
  rest: AsyncGenerator<ExportRow[], void, undefined>,
): AsyncGenerator<ExportRow[], void, undefined> {
  for (let next = first; next.done !== true; next = await rest.next()) yield next.value;
}
