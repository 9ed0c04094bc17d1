import type { CallOptions, Connection, Request } from './connection.js';
import { StreamCutError } from './errors.js';
import type {
  BackgroundQuery,
  Export,
  Failure,
  ListId,
  OperationId,
  Progress,
  Row,
  SummaryOf,
} from './operation-types.js';
import { pause, jittered } from './pause.js';
import { readEvents } from './read-events.js';
import { readLines } from './read-lines.js';

/** A connection is there. Each one sends the rows from the first, so drop what came before. */
interface OpenEvent {
  readonly event: 'open';
  /** 1 for the first connection. */
  readonly data: { readonly connection: number };
}

/** What an event stream of rows tells. */
export type RowsEvent<Id extends ListId> =
  | OpenEvent
  | { readonly event: 'items'; readonly data: { readonly items: readonly Row<Id>[] } }
  | { readonly event: 'failure'; readonly data: { readonly failure: Failure } }
  | { readonly event: 'progress'; readonly data: { readonly progress: Progress } }
  | { readonly event: 'summary'; readonly data: { readonly summary: SummaryOf<Id> } };

/** What the event stream of an export tells: each change of it, and the end. */
export type ExportEvent =
  | OpenEvent
  | { readonly event: 'export'; readonly data: Export }
  | { readonly event: 'end'; readonly data: object };

/** What the event stream of a background query tells: each change of it, and the end. */
export type QueryEvent =
  | OpenEvent
  | { readonly event: 'query'; readonly data: BackgroundQuery }
  | { readonly event: 'end'; readonly data: object };

/** The events of an operation. */
export type EventOf<Id extends OperationId> = Id extends ListId
  ? RowsEvent<Id>
  : Id extends 'followQuery'
    ? QueryEvent
    : ExportEvent;

/** How long a stream is followed. */
export interface EventsOptions extends CallOptions {
  /**
   * Connections after the first that may break before the stream gets on. Streams of rows begin anew each time; those
   * of exports and background queries go on after the last event, which sets the count back. Default: the client's `retries`.
   */
  readonly reconnects?: number | undefined;
  /** Longest silence in milliseconds; a longer one counts as a cut. The service says something every 15 s. Default 45 000. */
  readonly silenceMs?: number | undefined;
}

/** Any event; `data` is parsed. */
export interface AnyEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Id of the last event of every stream: nothing comes after it. */
const LAST_EVENT_ID = 'end';
/** Wait before the next connection where the service has not named one, in milliseconds. */
const RECONNECT_MS = 3_000;
const SILENCE_MS = 45_000;

/**
 * The events of a stream to its end, over as many connections as it takes; each is opened with a fresh ticket, where
 * tickets are used, and with the id of the last event.
 *
 * @throws StreamCutError when `reconnects` connections broke in a row; what `Connection.send` throws when the service
 *   refuses.
 */
export async function* eventsOf(
  connection: Connection,
  request: Request,
  options: EventsOptions,
): AsyncGenerator<AnyEvent, void, undefined> {
  const { signal, reconnects = connection.retries, silenceMs = SILENCE_MS } = options;
  let lastId = '';
  let waitMs = RECONNECT_MS;
  let broken = 0;
  for (let count = 1; ; count++) {
    const body = await connection.send(asEventStream(request, lastId), bodyUnlessOver);
    if (body === undefined) return;
    yield { event: 'open', data: { connection: count } };
    let cause: unknown;
    try {
      for await (const { event, id, data, retryMs } of readEvents(readLines(body, signal, silenceMs))) {
        waitMs = retryMs ?? waitMs;
        if (id !== '' && id !== lastId) broken = 0;
        lastId = id === '' ? lastId : id;
        // The summary of a process that is being stopped is not the last word.
        if (event === 'summary' && id !== LAST_EVENT_ID) break;
        yield { event, data: JSON.parse(data) as unknown };
        if (id === LAST_EVENT_ID) return;
      }
    } catch (error) {
      cause = onlyCut(error);
    }
    broken++;
    if (broken > reconnects) throw new StreamCutError(`The stream was cut ${broken} times`, { cause });
    await pause(jittered(waitMs), signal);
  }
}

/** The service answers 204 to a client that has the whole stream. */
function bodyUnlessOver(response: Response): Promise<Response['body'] | undefined> {
  return Promise.resolve(response.status === 204 ? undefined : response.body);
}

/** Returns an error that says that the stream was cut, and throws any other. */
function onlyCut(error: unknown): StreamCutError {
  if (error instanceof StreamCutError) return error;
  throw error;
}

function asEventStream(request: Request, lastId: string): Request {
  const again: Record<string, string> = lastId === '' ? {} : { 'last-event-id': lastId };
  return { ...request, accept: 'text/event-stream', headers: { ...request.headers, ...again } };
}
