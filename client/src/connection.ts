import { deprecationIn, type DeprecationNotice } from './deprecation.js';
import { NetworkError, PortolanError, problemIn, UnexpectedAnswerError } from './errors.js';
import { withRetries, type RetryPolicy } from './retry.js';

/** A secret, or a function that is called before every request and gives the newest one. */
export type SecretSource = string | (() => string | Promise<string>);

/** Where the service is, who asks, and how patient the client is. */
export interface PortolanOptions {
  /** Where the service is, such as `https://portolan.example.com`; a path in front of `/v1` belongs to it. */
  readonly url: string;
  /** Sent as `X-API-Key`. */
  readonly key?: string;
  /** Sent as a bearer token. */
  readonly token?: SecretSource;
  /**
   * Event streams of rows are opened with a ticket in the URL, a fresh one for each connection, and without the headers
   * that make a browser ask beforehand. `true` orders tickets with `key` or `token`; a function fetches them from
   * somebody who has a key, such as the page's own server.
   */
  readonly ticket?: true | (() => string | Promise<string>);
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Tries after the first. Default 4. */
  readonly retries?: number;
  /** Longest wait between two tries, in milliseconds. Default 60 000. */
  readonly maxWaitMs?: number;
  /** Told once of each operation of which the service says that it, or a parameter in use, goes away. */
  readonly onDeprecated?: ((notice: DeprecationNotice) => void) | undefined;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
}

/** What one call may have beside its input. */
export interface CallOptions {
  /** Ends the call, whatever it is doing; the call then throws the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Sent with this call, such as `Priority` or `Cache-Control`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Request extends CallOptions {
  /** Name of the operation in the OpenAPI document. */
  readonly operation?: string;
  readonly method: string;
  /** Begins with `/`; parameters are filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly accept: string;
  /** Whether sending it twice does no harm. */
  readonly repeatable: boolean;
  /** Whether a ticket lets it in. */
  readonly byTicket?: boolean;
}

/** Sends requests to one service. */
export class Connection {
  private readonly base: string;
  private readonly retryPolicy: RetryPolicy;
  /** Operations that `onDeprecated` was told of. */
  private readonly told = new Set<string>();

  constructor(private readonly options: PortolanOptions) {
    this.base = new URL(options.url).href.replace(/[?#].*$/, '').replace(/\/+$/, '');
    this.retryPolicy = { retries: options.retries ?? 4, maxWaitMs: options.maxWaitMs ?? 60_000 };
  }

  /** Tries after the first. */
  get retries(): number {
    return this.retryPolicy.retries;
  }

  /**
   * Sends a request, and again where that is safe and may help, until `read` has what it wants of the answer.
   *
   * @throws ProblemError, NetworkError, UnexpectedAnswerError, or the reason of the signal.
   */
  async send<T>(request: Request, read: (response: Response) => Promise<T>): Promise<T> {
    const { signal, repeatable } = request;
    return withRetries(() => this.attempt(request, read), repeatable, this.retryPolicy, signal);
  }

  private async attempt<T>(request: Request, read: (response: Response) => Promise<T>): Promise<T> {
    const { signal } = request;
    const { url, init } = await this.prepare(request);
    const { fetch = globalThis.fetch } = this.options;
    const response = await orNetworkError(signal, () => fetch(url, init));
    this.tellDeprecation(request.operation, response.headers);
    return orNetworkError(signal, async () => {
      if (response.ok) return read(response);
      throw problemIn(response, await response.text());
    });
  }

  private tellDeprecation(operation: string | undefined, headers: Headers): void {
    const { onDeprecated } = this.options;
    if (onDeprecated === undefined || operation === undefined || this.told.has(operation)) return;
    const notice = deprecationIn(operation, headers);
    if (notice === undefined) return;
    this.told.add(operation);
    onDeprecated(notice);
  }

  private async prepare(request: Request): Promise<{ readonly url: string; readonly init: RequestInit }> {
    const { method, path, body, signal } = request;
    const headers = new Headers({ accept: request.accept, ...this.options.headers, ...request.headers });
    const query = searchOf(request.query ?? {});
    if (request.byTicket && this.options.ticket !== undefined)
      query.append('ticket', await this.newTicket(signal));
    else await this.addCredentials(headers);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const search = query.toString();
    return {
      url: this.base + path + (search === '' ? '' : `?${search}`),
      init: {
        method,
        headers,
        // Keys must not follow a redirection to another host. The service sends none.
        redirect: 'error',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      },
    };
  }

  private async addCredentials(headers: Headers): Promise<void> {
    const { key, token } = this.options;
    if (key !== undefined) headers.set('x-api-key', key);
    if (token !== undefined) headers.set('authorization', `Bearer ${await valueOf(token)}`);
  }

  private async newTicket(signal: AbortSignal | undefined): Promise<string> {
    const { ticket } = this.options;
    if (typeof ticket === 'function') return ticket();
    // A ticket that nobody has received harms nobody, so another one may be ordered.
    const order = { method: 'POST', path: '/v1/auth/tickets', accept: JSON_TYPE, repeatable: true, signal };
    return (await this.send(order, (response) => jsonIn<{ readonly ticket: string }>(response))).ticket;
  }
}

export const JSON_TYPE = 'application/json';

/** The JSON of an answer. @throws UnexpectedAnswerError */
export async function jsonIn<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new UnexpectedAnswerError(`The answer of ${response.url} is not JSON: ${text.slice(0, 80)}`, {
      cause,
    });
  }
}

/**
 * Does the work. Platforms throw errors of many kinds when a network fails.
 *
 * @throws NetworkError in their place, or the reason of the signal once it has aborted.
 */
export async function orNetworkError<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof PortolanError) throw error;
    throw new NetworkError(`The network failed: ${(error as Error).message}`, { cause: error });
  }
}

/** The query of a URL. A list is a parameter that is repeated. */
function searchOf(query: Readonly<Record<string, unknown>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) if (each !== undefined) search.append(name, `${each as string}`);
  return search;
}

function valueOf(source: SecretSource): string | Promise<string> {
  return typeof source === 'function' ? source() : source;
}
