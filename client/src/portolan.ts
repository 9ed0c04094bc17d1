import { BackgroundQueries } from './background-queries.js';
import { Connection, jsonIn, type CallOptions, type PortolanOptions } from './connection.js';
import { eventsOf, type EventOf, type EventsOptions } from './events.js';
import {
  cancelExport,
  openFile,
  followExport,
  type DownloadedFile,
  type ExportedFile,
} from './export-file.js';
import { requestOf, type AnyInput, type CreateOptions } from './operation-request.js';
import type {
  Answer,
  CallId,
  Export,
  ExportOrder,
  Input,
  ListId,
  OperationId,
  Row,
  StreamId,
} from './operation-types.js';
import { OPERATIONS } from './operations.js';
import { pagesOf, rowsOf, type RowsOptions } from './rows.js';

/** Options of `exportFile`. */
export interface ExportFileOptions extends CreateOptions, EventsOptions {
  /** Told of the order and of each change of it. */
  readonly onProgress?: ((order: Export) => void) | undefined;
}

/** How a file is wanted; the service's own words, such as `raw`, `csv`, `ndjson`, `json`. */
export interface DownloadOptions extends CallOptions {
  readonly format?: string | undefined;
}

/** Whether an operation can be called without input. */
type Asked<Id extends OperationId, Options> =
  Record<never, never> extends Input<Id>
    ? [input?: Input<Id>, options?: Options]
    : [input: Input<Id>, options?: Options];

/** Portolan for frontends and services: the same code in browsers, in Node, and wherever there is `fetch`. */
export class Portolan {
  /** Queries that the service goes on with while nobody is connected. */
  readonly queries: BackgroundQueries;
  private readonly connection: Connection;

  constructor(options: PortolanOptions) {
    this.connection = new Connection(options);
    this.queries = new BackgroundQueries(this.connection);
  }

  /**
   * Calls an operation of the OpenAPI document and gives its answer; a list gives one page.
   *
   * @throws ProblemError, NetworkError, UnexpectedAnswerError, or the reason of the signal.
   */
  call<Id extends CallId>(id: Id, ...[input, options]: Asked<Id, CreateOptions>): Promise<Answer<Id>> {
    return this.connection.send(
      requestOf(id, (input ?? {}) as AnyInput, options ?? {}),
      async (response): Promise<Answer<Id>> => {
        if (response.status === 204) return undefined as Answer<Id>;
        if (OPERATIONS[id][2] === 'text') return (await response.text()) as Answer<Id>;
        return jsonIn<Answer<Id>>(response);
      },
    );
  }

  /**
   * Walks all rows of a list. A POST takes any number of `host_ids`: so many requests are sent as they need.
   *
   * @throws what `call` throws; StreamCutError; IncompleteError when rows are missing and nobody was told.
   */
  rows<Id extends ListId>(
    id: Id,
    ...[input, options]: Asked<Id, RowsOptions>
  ): AsyncGenerator<Row<Id>, void, undefined> {
    const rows = rowsOf(this.connection, id, input ?? {}, options ?? {});
    return rows as AsyncGenerator<Row<Id>, void, undefined>;
  }

  /** Walks the pages of a list, each tried again by itself. @throws what `call` throws. */
  pages<Id extends ListId>(
    id: Id,
    ...[input, options]: Asked<Id, CallOptions>
  ): AsyncGenerator<Answer<Id>, void, undefined> {
    const pages = pagesOf(this.connection, id, input ?? {}, options ?? {});
    return pages as unknown as AsyncGenerator<Answer<Id>, void, undefined>;
  }

  /**
   * Follows an event stream to its end, over as many connections as it takes. Each one begins with an event `open`: rows
   * that came before it come again.
   *
   * @throws what `call` throws; StreamCutError.
   */
  events<Id extends StreamId | 'getExport' | 'followQuery'>(
    id: Id,
    ...[input, options]: Asked<Id, EventsOptions>
  ): AsyncGenerator<EventOf<Id>, void, undefined> {
    const request = requestOf(id, input ?? {}, options ?? {});
    // Tickets open streams of rows by GET, and nothing else.
    const byTicket = request.method === 'GET' && (OPERATIONS[id] as readonly string[])[2] === 'rows';
    const events = eventsOf(this.connection, { ...request, byTicket, repeatable: true }, options ?? {});
    return events as unknown as AsyncGenerator<EventOf<Id>, void, undefined>;
  }

  /**
   * Orders an export, follows it, and opens its file. An abort before the file is there takes the order back.
   *
   * @throws what `call` and `events` throw; ExportFailedError when there will be no file.
   */
  async exportFile(order: ExportOrder, options: ExportFileOptions = {}): Promise<ExportedFile> {
    const created = await this.connection.send(
      requestOf('createExport', order as AnyInput, options),
      (response) => jsonIn<Export>(response),
    );
    let done: Export;
    try {
      done = await followExport(this.connection, created, options, options.onProgress);
    } catch (error) {
      if (options.signal?.aborted) void cancelExport(this.connection, created);
      throw error;
    }
    return { order: done, ...(await this.download(done.id, { signal: options.signal })) };
  }

  /** Opens the file of an export that has succeeded. @throws what `call` throws. */
  download(exportId: string, { format, signal, headers }: DownloadOptions = {}): Promise<DownloadedFile> {
    return openFile(this.connection, {
      operation: 'getExportFile',
      method: 'GET',
      path: `/v1/exports/${encodeURIComponent(exportId)}/file`,
      query: { format },
      accept: '*/*',
      repeatable: true,
      signal,
      headers,
    });
  }
}
