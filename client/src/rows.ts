import { jsonIn, type Connection } from './connection.js';
import { IncompleteError, StreamCutError, UnexpectedAnswerError } from './errors.js';
import { splitByHosts, requestOf, type AnyInput } from './operation-request.js';
import { OPERATIONS } from './operations.js';
import type { Failure, OperationId, Progress, Summary } from './operation-types.js';
import { readLines } from './read-lines.js';
import type { CallOptions } from './connection.js';

/** How rows are fetched, and who is told of the rest of the answer. */
export interface RowsOptions extends CallOptions {
  /**
   * - `stream` (default): one request; rows come as hosts are read, in any order unless the question has a `sort`. A
   *   stream that breaks throws `StreamCutError`.
   * - `pages`: a request for each page, in the fixed order. A page that fails is tried again by itself.
   */
  readonly by?: 'stream' | 'pages' | undefined;
  /**
   * Told of each host that could not be read: its rows are missing. Without `onFailure` and `onSummary` the loop ends with
   * `IncompleteError` when rows are missing, so that this cannot go unnoticed.
   */
  readonly onFailure?: ((failure: Failure) => void) | undefined;
  /** Told how far the reading is; by streams only. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told once for a stream, and once for each page otherwise. A list of more than 100 000 hosts takes several. */
  readonly onSummary?: ((summary: Summary) => void) | undefined;
}

/** A page as all lists have it; those that need no upstream have rows and a cursor only. */
interface RowsPage {
  readonly items: readonly unknown[];
  readonly failures?: readonly Failure[];
  readonly next_cursor?: string | null;
  readonly summary?: Summary;
}

type Line =
  | { readonly type: 'item'; readonly item: unknown }
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'summary'; readonly summary: Summary };

/** The rows of an operation, however many hosts the question names. */
export async function* rowsOf(
  connection: Connection,
  id: OperationId,
  input: AnyInput,
  options: RowsOptions,
): AsyncGenerator<unknown, void, undefined> {
  const told = reportingTo(options);
  const streams = OPERATIONS[id][2] === 'rows' && options.by !== 'pages';
  for (const part of splitByHosts(id, input))
    yield* streams ? byStream(connection, id, part, told) : byPages(connection, id, part, told);
  told.end();
}

/** Tells what the caller wants to be told, and ends with an error where rows are missing and nobody was told. */
export function reportingTo<Options extends Pick<RowsOptions, 'onFailure' | 'onSummary'>>(options: Options) {
  const { onFailure, onSummary } = options;
  const failures: Failure[] = [];
  let incomplete: Summary | undefined;
  return {
    ...options,
    onFailure: (failure: Failure): void =>
      void (onFailure === undefined ? failures.push(failure) : onFailure(failure)),
    onSummary: (summary: Summary): void => {
      if (!summary.complete) incomplete = summary;
      onSummary?.(summary);
    },
    /** @throws IncompleteError */
    end: (): void => {
      if (
        onFailure === undefined &&
        onSummary === undefined &&
        (incomplete !== undefined || failures.length > 0)
      )
        throw new IncompleteError(failures, incomplete);
    },
  };
}

async function* byStream(
  connection: Connection,
  id: OperationId,
  input: AnyInput,
  options: RowsOptions,
): AsyncGenerator<unknown, void, undefined> {
  const { signal, onFailure, onProgress, onSummary } = options;
  const request = { ...requestOf(id, input, options), accept: 'application/x-ndjson' };
  const body = await connection.send(request, (response) => Promise.resolve(response.body));
  for await (const text of readLines(body, signal)) {
    if (text === '') continue;
    const line = lineOf(text);
    if (line.type === 'item') yield line.item;
    else if (line.type === 'failure') onFailure?.(line.failure);
    else if (line.type === 'progress') onProgress?.(line.progress);
    else if (line.type === 'summary') {
      // The process that answered was stopped: another one gives the whole.
      if (line.summary.reason === 'draining') break;
      onSummary?.(line.summary);
      return;
    }
  }
  throw new StreamCutError('The stream ended before its summary: rows may be missing');
}

function lineOf(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch (cause) {
    // Half a line, and nothing after it, is how a cut looks behind a proxy.
    throw new StreamCutError('The stream broke off inside a line', { cause });
  }
}

async function* byPages(
  connection: Connection,
  id: OperationId,
  input: AnyInput,
  options: RowsOptions,
): AsyncGenerator<unknown, void, undefined> {
  for await (const page of pagesOf(connection, id, input, options)) {
    for (const failure of page.failures ?? []) options.onFailure?.(failure);
    if (page.summary !== undefined) options.onSummary?.(page.summary);
    yield* page.items;
  }
}

/** The pages of an operation, each tried again by itself. */
export async function* pagesOf(
  connection: Connection,
  id: OperationId,
  input: AnyInput,
  options: CallOptions,
): AsyncGenerator<RowsPage, void, undefined> {
  for (const part of splitByHosts(id, input)) {
    let cursor: string | null | undefined;
    do {
      const question = cursor === undefined ? part : { ...part, cursor };
      const page = await connection.send(requestOf(id, question, options), (response) =>
        jsonIn<RowsPage>(response),
      );
      if (!Array.isArray(page.items)) throw new UnexpectedAnswerError(`${id} answered no page`);
      yield page;
      cursor = page.next_cursor;
    } while (typeof cursor === 'string');
  }
}
