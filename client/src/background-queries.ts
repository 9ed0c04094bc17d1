import { jsonIn, type CallOptions, type Connection } from './connection.js';
import { QueryFailedError, UnexpectedAnswerError } from './errors.js';
import { eventsOf, type EventsOptions } from './events.js';
import { newKey, requestOf, type AnyInput, type CreateOptions } from './operation-request.js';
import { OPERATIONS } from './operations.js';
import type {
  AssetType,
  BackgroundQuery,
  Failure,
  OperationId,
  QuestionOf,
  QuestionRow,
} from './operation-types.js';
import { pause } from './pause.js';
import { pagesOf, reportingTo, type RowsOptions } from './rows.js';

/** How a background query is followed, and who is told of the rest. */
export interface FollowOptions extends EventsOptions, Pick<RowsOptions, 'onFailure' | 'onSummary'> {
  /** Told of the query, of each change of it, and of its end. */
  readonly onProgress?: ((query: BackgroundQuery) => void) | undefined;
}

/** Options of `run`. */
export interface RunOptions extends FollowOptions, CreateOptions {}

type AnyRow = Readonly<Record<string, unknown>>;

/** Rows of a page that `rows` asks for: the most that one may have. */
const PAGE_ROWS = 1_000;
/** Wait between two looks for rows of a retry, in milliseconds. */
const RETRIED_LOOK_MS = 1_000;

/**
 * Queries that the service goes on with while nobody is connected. `portolan.pages('listQueries')` lists those there are,
 * `portolan.call('getQuery', { id })` gives one.
 */
export class BackgroundQueries {
  constructor(private readonly connection: Connection) {}

  /**
   * Orders a query: once, however often its answer is lost.
   *
   * @throws what `Portolan.call` throws.
   */
  start<Type extends AssetType>(
    question: QuestionOf<Type>,
    options: CreateOptions = {},
  ): Promise<BackgroundQuery> {
    const { asset_type: type, ...input } = question as AnyInput;
    const { idempotencyKey = newKey(), headers } = options;
    const request = requestOf(operationOf(String(type)), input, {
      ...options,
      headers: { ...headers, prefer: 'respond-async', 'idempotency-key': idempotencyKey },
    });
    return this.connection.send(request, (response) => {
      if (response.status === 202) return jsonIn<BackgroundQuery>(response);
      throw new UnexpectedAnswerError('This service has no background queries');
    });
  }

  /**
   * Orders a query and walks its rows while it runs. Leaving the loop, or an abort, cancels the query.
   *
   * @throws what `start` and `rows` throw.
   */
  async *run<Type extends AssetType>(
    question: QuestionOf<Type>,
    options: RunOptions = {},
  ): AsyncGenerator<QuestionRow<Type>, void, undefined> {
    const query = await this.start(question, options);
    let over = false;
    try {
      yield* this.rows(query, options) as AsyncGenerator<QuestionRow<Type>, void, undefined>;
      over = true;
    } catch (error) {
      over = options.signal?.aborted !== true;
      throw error;
    } finally {
      if (!over) void this.cancel(query, { headers: options.headers }).catch(() => undefined);
    }
  }

  /**
   * Walks the rows of a query from the first on, in the order in which hosts are read, until it is over. Leaving the loop changes
   * nothing.
   *
   * @param query the query, or its id.
   * @throws what `Portolan.call` throws; StreamCutError; QueryFailedError when the query ended without its outcome;
   *   IncompleteError when rows are missing and nobody was told.
   */
  async *rows(
    query: string | BackgroundQuery,
    options: FollowOptions = {},
  ): AsyncGenerator<AnyRow, void, undefined> {
    const { signal, headers, onProgress } = options;
    const id = idOf(query);
    const told = reportingTo(options);
    const walk = pagesOf(this.connection, 'listQueryItems', { id, limit: PAGE_ROWS }, { signal, headers });
    const request = { ...requestOf('followQuery', { id }, { signal, headers }), repeatable: true };
    let now = typeof query === 'string' ? await this.get(id, options) : query;
    onProgress?.(now);
    for await (const { event, data } of eventsOf(this.connection, request, options)) {
      if (event === 'query') onProgress?.((now = data as BackgroundQuery));
      else if (event !== 'end') continue;
      // Each change may have brought rows.
      yield* newRows(walk, event === 'end', told.onFailure, signal);
    }
    if (now.status !== 'succeeded') now = await this.get(id, options);
    if (now.status !== 'succeeded' || now.summary === null) throw new QueryFailedError(now);
    told.onSummary(now.summary);
    told.end();
  }

  /** Cancels a query that is under way; has one that is over forgotten. @throws what `Portolan.call` throws. */
  async cancel(query: string | BackgroundQuery, options: CallOptions = {}): Promise<void> {
    const request = requestOf('deleteQuery', { id: idOf(query) }, options);
    await this.connection.send(request, (response) => response.text());
  }

  /**
   * Has the hosts asked again that failed. `rows` then gives the rows of before and the new ones.
   *
   * @throws what `Portolan.call` throws.
   */
  retry(query: string | BackgroundQuery, options: CallOptions = {}): Promise<BackgroundQuery> {
    // A query that is under way is left as it is, so another try does no harm.
    const request = { ...requestOf('retryQuery', { id: idOf(query) }, options), repeatable: true };
    return this.connection.send(request, (response) => jsonIn<BackgroundQuery>(response));
  }

  private get(id: string, { signal, headers }: CallOptions): Promise<BackgroundQuery> {
    const request = requestOf('getQuery', { id }, { signal, headers });
    return this.connection.send(request, (response) => jsonIn<BackgroundQuery>(response));
  }
}

/**
 * Walks the rows that are there and have not been walked.
 *
 * @param isOver whether there will be no more, so that all that are left are walked.
 */
async function* newRows(
  walk: ReturnType<typeof pagesOf>,
  isOver: boolean,
  onFailure: (failure: Failure) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<AnyRow, void, undefined> {
  for (let page = await walk.next(); !page.done; page = await walk.next()) {
    const { items, failures = [], next_cursor: next } = page.value;
    failures.forEach((failure) => onFailure(failure));
    yield* items as readonly AnyRow[];
    if (next === null || (!isOver && items.length < PAGE_ROWS)) return;
    // Somebody has begun a retry meanwhile.
    if (items.length === 0) await pause(RETRIED_LOOK_MS, signal);
  }
}

function idOf(query: string | BackgroundQuery): string {
  return typeof query === 'string' ? query : query.id;
}

/** The operation that answers questions about a type. @throws TypeError for a type that there is not. */
function operationOf(type: string): OperationId {
  const found = Object.entries(OPERATIONS).find(([, [, path]]) => path === `/v1/assets/${type}/query`);
  if (found === undefined) throw new TypeError(`asset_type cannot be ${type}`);
  return found[0] as OperationId;
}
