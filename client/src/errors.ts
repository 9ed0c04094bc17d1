import type { BackgroundQuery, Export, Failure, ProblemDocument, Summary } from './operation-types.js';

/** Every `type` of problem that the service has, without `/problems/` in front. The service may get more of them. */
export const PROBLEM_KINDS = [
  'invalid-request',
  'invalid-cursor',
  'plan-not-exact',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'not-acceptable',
  'request-timeout',
  'no-baseline',
  'conflict',
  'gone',
  'payload-too-large',
  'unsupported-media-type',
  'range-not-satisfiable',
  'key-reused',
  'answer-too-large',
  'rate-limited',
  'headers-too-large',
  'internal',
  'incomplete-answer',
  'upstream-failed',
  'draining',
  'upstream-unavailable',
  'overloaded',
  'auth-unavailable',
  'store-unavailable',
  'store-full',
  'deadline-exceeded',
] as const;

/** `about:blank` is the kind of answers that the service did not write, such as those of a proxy. */
export type ProblemKind = (typeof PROBLEM_KINDS)[number] | 'about:blank';

/** Members that a problem of one kind always has, beside those that all problems have. */
interface MembersOfKind {
  'invalid-request': Required<Pick<ProblemDocument, 'errors'>>;
  'incomplete-answer': Required<Pick<ProblemDocument, 'failures'>>;
  'no-baseline': Pick<ProblemDocument, 'oldest'>;
}

/** The document of a problem of this kind. */
export type ProblemOf<Kind extends ProblemKind> = ProblemDocument &
  (Kind extends keyof MembersOfKind ? MembersOfKind[Kind] : unknown);

/** What every error of this package is. An abort is none of them: it throws the reason of the `AbortSignal`. */
export class PortolanError extends Error {
  override readonly name: string = 'PortolanError';
}

/** The service answered with a problem document (RFC 9457), or a proxy answered in its place. */
export class ProblemError extends PortolanError {
  override readonly name = 'ProblemError';
  /** Last part of the problem's `type`: the word to compare with. */
  readonly kind: ProblemKind;

  constructor(
    readonly problem: ProblemDocument,
    /** How long the service asked to wait, in milliseconds; undefined when it did not. */
    readonly retryAfterMs?: number,
  ) {
    super(problem.detail ? `${problem.title}: ${problem.detail}` : problem.title);
    this.kind = problem.type.split('/').at(-1) as ProblemKind;
  }

  /** HTTP status of the answer. */
  get status(): number {
    return this.problem.status;
  }

  /** Tells whether the problem is of this kind, and gives `problem` the members of the kind. */
  is<Kind extends ProblemKind>(
    kind: Kind,
  ): this is { readonly kind: Kind; readonly problem: ProblemOf<Kind> } {
    return this.kind === kind;
  }
}

/** The service could not be reached, or the connection broke before the answer was whole. `cause` says more. */
export class NetworkError extends PortolanError {
  override readonly name = 'NetworkError';
}

/** The answer is not what the service gives: most often a page of a proxy or a wrong address. */
export class UnexpectedAnswerError extends PortolanError {
  override readonly name = 'UnexpectedAnswerError';
}

/** A stream or a file ended before its end: rows or bytes are missing, so start again. */
export class StreamCutError extends PortolanError {
  override readonly name = 'StreamCutError';
}

/** All rows that could be had were given, but those of some hosts are missing. */
export class IncompleteError extends PortolanError {
  override readonly name = 'IncompleteError';

  constructor(
    /** The hosts that could not be read. */
    readonly failures: readonly Failure[],
    readonly summary: Summary | undefined,
  ) {
    super(`Rows are missing: ${failures.length} hosts could not be read`);
  }
}

/** An export ended without a file. */
export class ExportFailedError extends PortolanError {
  override readonly name = 'ExportFailedError';

  constructor(readonly order: Export) {
    super(`The export ${order.status}${order.failure ? `: ${order.failure.title}` : ''}`);
  }
}

/** A background query was cancelled, or ended without an outcome; the rows that it has can be read all the same. */
export class QueryFailedError extends PortolanError {
  override readonly name = 'QueryFailedError';

  constructor(readonly query: BackgroundQuery) {
    super(`The query ${query.status}${query.failure ? `: ${query.failure.title}` : ''}`);
  }
}

/** The problem in an answer that is an error; one is made up where the body holds none. */
export function problemIn(response: Response, text: string): ProblemError {
  const { status, headers } = response;
  const plain = {
    type: 'about:blank',
    title: `HTTP ${status}`,
    detail: '',
    instance: '',
    correlation_id: '',
  };
  const found = headers.get('content-type')?.includes('json') ? documentIn(text) : undefined;
  return new ProblemError(
    { ...plain, ...(found ?? { detail: text.slice(0, 200) }), status },
    waitMsIn(headers.get('retry-after')),
  );
}

/** The problem document that a text is; undefined when it is none. */
function documentIn(text: string): object | undefined {
  try {
    const found = JSON.parse(text) as { readonly type?: unknown } | null;
    return typeof found?.type === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds, from seconds or a date. */
function waitMsIn(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
