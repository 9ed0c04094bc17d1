import type {
  AssetQueries,
  AssetRows,
  AssetType,
  Catalogue,
  Failure,
  PortQuery,
  PortRow,
  PortSummary,
  PortSummaryQuery,
  Progress,
  Summary,
  Ticket,
} from './asset-types.js';
import { patientFetch, type Patience } from './patient-fetch.js';
import { StreamCutError } from './problem-error.js';
import { readLines } from './read-lines.js';

export interface PortolanOptions {
  /** Where the service is, such as `https://portolan.example.com`. */
  readonly url: string;
  /** Sent as `X-API-Key`. */
  readonly key?: string;
  /** Sent as a bearer token; a function is asked before every request. */
  readonly token?: string | (() => string | Promise<string>);
  /** Tries after the first when the service is busy or the network fails. Default 4. */
  readonly retries?: number;
  /** Longest wait between two tries, in milliseconds. Default 60 000. */
  readonly longestWaitMs?: number;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
}

/** How rows are fetched, and who is told of the rest of the answer. */
export interface RowsOptions {
  readonly signal?: AbortSignal;
  /**
   * - `stream` (default): one request; rows come as hosts are read. Cut in the middle, it throws `StreamCutError`.
   * - `pages`: a request for each page, in the fixed order; each is tried again by itself when it fails.
   */
  readonly by?: 'stream' | 'pages';
  /** Told of each host that could not be read: its rows are missing. */
  readonly onFailure?: (failure: Failure) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Told once for a stream, once a page otherwise. */
  readonly onSummary?: (summary: Summary) => void;
}

interface RowsPage<Row> {
  readonly items: Row[];
  readonly failures: Failure[];
  readonly next_cursor: string | null;
  readonly summary: Summary;
}

type Line<Row> =
  | { readonly type: 'item'; readonly item: Row }
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'summary'; readonly summary: Summary };

/** Portolan for frontends and services: the same code in browsers and in Node. */
export class Portolan {
  private readonly patience: Patience;
  private readonly base: string;

  constructor(private readonly options: PortolanOptions) {
    let base = options.url;
    while (base.endsWith('/')) base = base.slice(0, -1);
    this.base = base;
    this.patience = { retries: options.retries ?? 4, longestWaitMs: options.longestWaitMs ?? 60_000 };
  }

  /** Open ports, one row at a time. @throws PortolanError, StreamCutError */
  ports(query: PortQuery, options: RowsOptions = {}): AsyncGenerator<PortRow, void, undefined> {
    return this.rows<PortRow>('/v1/ports/query', query, options);
  }

  /** Rows of any fingerprint. @throws PortolanError, StreamCutError */
  assets<Type extends AssetType>(
    type: Type,
    query: AssetQueries[Type],
    options: RowsOptions = {},
  ): AsyncGenerator<AssetRows[Type], void, undefined> {
    return this.rows<AssetRows[Type]>(`/v1/assets/${type}/query`, query, options);
  }

  /** Counts of open ports. */
  portSummary(query: PortSummaryQuery, signal?: AbortSignal): Promise<PortSummary> {
    return this.post<PortSummary>('/v1/ports/summary', query, signal);
  }

  /** The types there are, and how each can be asked for. */
  catalogue(signal?: AbortSignal): Promise<Catalogue> {
    return this.get<Catalogue>('/v1/assets', {}, signal);
  }

  /** Lets an EventSource in: `new EventSource(url + '?ticket=' + ticket)`, within a minute. */
  ticket(signal?: AbortSignal): Promise<Ticket> {
    return this.post<Ticket>('/v1/auth/tickets', undefined, signal);
  }

  /** Any call that reads. */
  async get<T>(path: string, query: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<T> {
    const search = new URLSearchParams(query).toString();
    const response = await this.send(
      'GET',
      search === '' ? path : `${path}?${search}`,
      undefined,
      {},
      signal,
    );
    return (await response.json()) as T;
  }

  /** Any call with a body. */
  async post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return (await (await this.send('POST', path, body, {}, signal)).json()) as T;
  }

  private rows<Row>(path: string, query: object, options: RowsOptions): AsyncGenerator<Row, void, undefined> {
    return options.by === 'pages' ? this.byPages(path, query, options) : this.byStream(path, query, options);
  }

  private async *byStream<Row>(
    path: string,
    query: object,
    { signal, onFailure, onProgress, onSummary }: RowsOptions,
  ): AsyncGenerator<Row, void, undefined> {
    const accept = { accept: 'application/x-ndjson' };
    const { body } = await this.send('POST', path, query, accept, signal);
    let whole = false;
    if (body !== null) {
      for await (const text of readLines(body)) {
        const line = JSON.parse(text) as Line<Row>;
        if (line.type === 'item') yield line.item;
        else if (line.type === 'failure') onFailure?.(line.failure);
        else if (line.type === 'progress') onProgress?.(line.progress);
        else {
          whole = true;
          onSummary?.(line.summary);
        }
      }
    }
    if (!whole) throw new StreamCutError();
  }

  private async *byPages<Row>(
    path: string,
    query: object,
    { signal, onFailure, onSummary }: RowsOptions,
  ): AsyncGenerator<Row, void, undefined> {
    let cursor: string | null = null;
    do {
      const asked: object = cursor === null ? query : { ...query, cursor };
      const page: RowsPage<Row> = await this.post<RowsPage<Row>>(path, asked, signal);
      for (const failure of page.failures) onFailure?.(failure);
      onSummary?.(page.summary);
      yield* page.items;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const { key, token, fetch = globalThis.fetch } = this.options;
    const bearer = typeof token === 'function' ? await token() : token;
    return patientFetch(
      fetch,
      this.base + path,
      {
        method,
        headers: {
          ...(key === undefined ? {} : { 'x-api-key': key }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      },
      this.patience,
    );
  }
}
