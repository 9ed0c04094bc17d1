import { AsyncLocalStorage } from 'node:async_hooks';

/** What is said of a piece of work; undefined members are left out. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Who waits for whom: `client` calls somebody else, `server` and `job` begin what others asked for. */
export type SpanKind = 'server' | 'client' | 'job' | 'part';

/** A timed piece of work that belongs to a trace. */
export interface Span {
  readonly traceId: string;
  /** Value of the header `traceparent` for calls that are made within it (W3C Trace Context). */
  readonly traceparent: string;
  /** Begins a part of it. */
  begin(name: string, kind: SpanKind, facts?: Facts): Span;
  /** Ends it. @param fault why it failed; absent: it did not. */
  end(facts?: Facts, fault?: string): void;
  /** Does work within it: `currentSpan` gives it there, also after every `await`. */
  run<T>(work: () => T): T;
}

/** The parts of a `traceparent` that we read. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const current = new AsyncLocalStorage<Span>();

/** Returns the span whose work this is; undefined while spans are off: nothing is looked up then. */
export function currentSpan(): Span | undefined {
  return current.getStore();
}

/** Does work within a span. Costs each promise a little from its first use on, so only spans that are recorded use it. */
export function runWithin<T>(span: Span, work: () => T): T {
  return current.run(span, work);
}

/**
 * Reads a `traceparent`. Versions later than 00 are read as far as they agree with it.
 *
 * @returns undefined for anything that is none, such as an id of zeros.
 */
export function readTraceparent(text: string | undefined): TraceParent | undefined {
  const found = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text ?? '');
  if (found === null) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = found;
  if (version === '00' && rest !== undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A trace of which nothing is recorded here: it is only passed on, as it came. */
export class PassedOn implements Span {
  readonly traceId: string;
  readonly traceparent: string;

  constructor({ traceId, spanId, sampled }: TraceParent) {
    this.traceId = traceId;
    this.traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  }

  begin(): this {
    return this;
  }

  end(): void {
    // Nothing is recorded.
  }

  run<T>(work: () => T): T {
    return work();
  }
}

/** Does work within a part of `parent`. */
export async function inPart<T>(
  parent: Span,
  name: string,
  work: (part: Span) => Promise<T>,
  factsOf: (result: T) => Facts,
): Promise<T> {
  const part = parent.begin(name, 'part');
  try {
    const result = await part.run(() => work(part));
    part.end(factsOf(result));
    return result;
  } catch (error) {
    part.end({}, error instanceof Error ? error.name : 'unknown');
    throw error;
  }
}
