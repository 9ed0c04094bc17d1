/** One HTTP exchange with the vendor, already addressed: the URL is absolute and built by us from configuration. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Scheme, host and port, from configuration only. */
  readonly origin: string;
  /** Path and query, starting with `/`, every part already encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes to send; signed as they are. */
  readonly body?: string;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Carries one request and gives back whatever the vendor answered, any status. No retries, no redirects, no
 * credentials of its own.
 *
 * @throws Fault kind `network` when there is no (whole) answer, `bad_payload` when the body exceeds the wire's bound, `rejected` when
 *   the request could not be sent as one request to its origin; then nothing is sent.
 *   When `signal` aborts, the exchange is cut at once and the signal's reason is thrown.
 */
export interface Wire {
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
}

export const Wire = Symbol('Wire');
