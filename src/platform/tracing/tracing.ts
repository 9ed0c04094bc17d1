import type { Facts, Span, SpanKind } from '../../kernel/trace.js';

/** Begins what others asked for. Its parts are begun by the spans themselves. */
export interface Tracing {
  /** Whether spans are recorded. If not, requests belong to a trace only where they name one. */
  readonly records: boolean;
  /**
   * Begins a piece of work.
   *
   * @param traceparent of the caller who asked for it. A job is a trace of its own, with a link to that one: it may run for
   *   hours after its caller has got an answer, and has as many spans as a large request. It is recorded if that one is.
   * @returns undefined when there is no trace to belong to.
   */
  begin(name: string, kind: SpanKind, facts: Facts, traceparent?: string): Span | undefined;
  /** Sends what was recorded and is still here. Never rejects. */
  close(): Promise<void>;
}

export const Tracing = Symbol('Tracing');
