import type { ProblemKind } from './problem.js';

const WAIT = 'Wait for the seconds that `Retry-After` names, then send the same request again.';

/** What a caller can do about each kind of problem; the page of the kind shows it. */
export const NEXT_STEPS: Readonly<Record<ProblemKind, string>> = {
  'invalid-request': 'Correct everything that `errors` names, then send the request again.',
  'invalid-cursor': 'Send the same query without `cursor`, and follow `next_cursor` from its first page.',
  'plan-not-exact': 'Leave `plan` out: the service then picks a plan that is exact.',
  unauthenticated:
    'Send your key in `X-API-Key`. Without a key, ask the operator of this service for one. A bearer token may have expired: get a new one.',
  forbidden:
    'Call `GET /v1/auth/whoami` to see your scopes, and ask the operator for the one that is missing.',
  'not-found':
    'Check the address and the id in it. If both are right, ask the operator which projects your key may see.',
  'method-not-allowed': 'Use one of the methods that the header `Allow` names.',
  'not-acceptable': 'Ask for `application/json`, or leave `Accept` out.',
  'request-timeout':
    'Send the request again. If it happens often, check the network between you and the service.',
  'no-baseline': 'Ask again later, with `since` at or after the time in `oldest`.',
  conflict: 'Wait until the first call has ended, then read its result or send the request again.',
  gone: 'Order it again, for example with `POST /v1/exports`.',
  'payload-too-large': 'Send less in one body: cut the list of hosts into several requests.',
  'unsupported-media-type':
    'Send JSON with `Content-Type: application/json`, and without `Content-Encoding`.',
  'range-not-satisfiable': 'Read the size from `Content-Range`, and ask for a range inside of it.',
  'key-reused': 'Make a new `Idempotency-Key` for this request. Reuse a key only to repeat the same request.',
  'answer-too-large':
    'Read page by page with `limit` and `next_cursor`, or stream without `sort`, or ask for fewer hosts.',
  'rate-limited': WAIT,
  'headers-too-large': 'Send fewer or shorter headers. Move long lists of hosts into the body of a POST.',
  internal: 'Send the request again once. If it fails again, report the `correlation_id` to the operator.',
  'incomplete-answer':
    'Send the request again later, or leave `partial=forbid` out and read `failures` in the answer.',
  'upstream-failed':
    'Send the request again later. If it fails again, report the `correlation_id` to the operator.',
  draining: WAIT,
  'upstream-unavailable': WAIT,
  overloaded: WAIT,
  'auth-unavailable': WAIT,
  'store-unavailable': WAIT,
  'store-full': `${WAIT} If it goes on, ask the operator to give the store more memory.`,
  'deadline-exceeded': 'Ask for fewer hosts, or give a longer `timeout_ms`.',
};
