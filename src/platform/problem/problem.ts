import { HttpException } from '@nestjs/common';

/** What a problem's page and title say; the status goes with the kind, always. */
interface ProblemKindFacts {
  readonly status: number;
  readonly title: string;
  readonly explanation: string;
}

/** Every kind of problem a caller can meet: `type` is `/problems/<kind>`, a page made from this table. */
export const PROBLEM_KINDS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    explanation:
      'Something in the path, the query or the body is not as documented. `errors` names every fault at once, by parameter name or JSON pointer. Nothing was asked upstream.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor cannot be used',
    explanation:
      'A cursor works only for the caller and the exact query it was made for, and only for a limited time. Start again without a cursor.',
  },
  'plan-not-exact': {
    status: 400,
    title: 'The plan cannot answer this query exactly',
    explanation:
      'The plan that was asked for would give other rows than the query means. Leave `plan` out, or choose another.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid key or token',
    explanation:
      'Send a valid key in `X-API-Key`, or a valid bearer token in `Authorization`. Keys never go into a URL.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    explanation: 'The caller is known but lacks the scope that this call needs.',
  },
  'not-found': {
    status: 404,
    title: 'No such resource',
    explanation: 'There is nothing at this address, or nothing that this caller may see.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation: 'The address exists but does not take this method; `Allow` lists those it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No such format',
    explanation: 'None of the media types in `Accept` can be given here.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    explanation: 'Headers or body came too slowly, so the connection was closed. Send the request again.',
  },
  'no-baseline': {
    status: 409,
    title: 'Nothing to compare with',
    explanation:
      'No whole reading of the fleet reaches back to `since`. One has been taken now: ask again later with `since` at or after `oldest`.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    explanation:
      'The request contradicts the present state, for example a repeated idempotency key whose first call still runs.',
  },
  gone: {
    status: 410,
    title: 'No longer there',
    explanation: 'There was something at this address, but its time is over. Order it again.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    explanation: 'The body exceeds the limit of this address.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    explanation: 'Bodies are `application/json` in UTF-8, sent as they are and not packed.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: 'No such part',
    explanation: 'The range lies outside of the file; `Content-Range` tells its size.',
  },
  'key-reused': {
    status: 422,
    title: 'The idempotency key names another request',
    explanation:
      'The same `Idempotency-Key` came with another request before. Take a new key for each new request.',
  },
  'answer-too-large': {
    status: 422,
    title: 'The answer does not fit into memory',
    explanation:
      'The answer must be held whole before it can be sent, and it is larger than one answer may be. Ask for pages (`limit` and `next_cursor`), for a stream without `sort`, or for fewer hosts; sort or count on your side.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    explanation: 'The caller used up its share; `Retry-After` says how many seconds to wait.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    explanation: 'The request headers together exceed 16 KiB.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    explanation: 'A fault of this service. Quote the `correlation_id` when you report it.',
  },
  'incomplete-answer': {
    status: 502,
    title: 'The answer would not be complete',
    explanation:
      '`partial=forbid` was given and at least one host could not be read; `failures` names them. Without it the rest comes back with `complete: false`.',
  },
  'upstream-failed': {
    status: 502,
    title: 'The upstream service failed',
    explanation: 'The upstream service refused the call or answered something that cannot be used.',
  },
  draining: {
    status: 503,
    title: 'This process ends',
    explanation:
      'The process that was asked is being stopped and had no more time for the answer. Send the request again after `Retry-After`: another process answers it.',
  },
  'upstream-unavailable': {
    status: 503,
    title: 'The upstream service is not available',
    explanation:
      'The upstream service is down, unreachable or throttling; `Retry-After` says when to try again.',
  },
  overloaded: {
    status: 503,
    title: 'Too busy',
    explanation: 'This service has more to do than it can; `Retry-After` says when to try again.',
  },
  'auth-unavailable': {
    status: 503,
    title: 'Callers cannot be checked at the moment',
    explanation:
      'The issuer of the bearer token cannot be asked for its keys, so nobody can tell whether the token is good. `Retry-After` says when to try again.',
  },
  'store-unavailable': {
    status: 503,
    title: 'What is shared cannot be read at the moment',
    explanation:
      'The store that all instances of this service share does not answer. `Retry-After` says when to try again.',
  },
  'store-full': {
    status: 503,
    title: 'There is no room to keep it',
    explanation:
      'The store that all instances of this service share has no memory left, so nothing new can be ordered. What is there already can be read. `Retry-After` says when to try again; the operator can give it more memory.',
  },
  'deadline-exceeded': {
    status: 504,
    title: 'Out of time',
    explanation: 'Nothing could be read before the deadline. Ask for less, or give a longer `timeout_ms`.',
  },
} as const satisfies Record<string, ProblemKindFacts>;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** One fault of the input. */
export interface InputError {
  /** Name of the query parameter, path parameter or header at fault. */
  readonly parameter?: string;
  /** JSON pointer into the body (RFC 6901). */
  readonly pointer?: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly InputError[];
  readonly retryAfterS?: number;
  /** Headers that go with it, such as what a challenge says beyond the default. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** What a controller throws: becomes an RFC 9457 document. `detail` is read by callers, so it holds nothing internal. */
export class Problem extends HttpException {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail, PROBLEM_KINDS[kind].status, extras.cause === undefined ? {} : { cause: extras.cause });
  }
}

/** A 400 that names every fault of the input. */
export function invalidRequest(errors: readonly InputError[]): Problem {
  const places = errors.map((error) => error.parameter ?? (error.pointer || 'body'));
  const listed = [...new Set(places)].slice(0, 10).join(', ');
  return new Problem(
    'invalid-request',
    `${errors.length === 1 ? 'One fault' : `${errors.length} faults`} in: ${listed}`,
    { errors },
  );
}
