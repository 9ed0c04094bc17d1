import type { FaultKind } from '../../kernel/fault.js';
import type { Span } from '../../kernel/trace.js';
import type { CallContext } from '../../resilience/policy.js';
import type { WireRequest, WireResponse } from './wire.js';

/** One call of the vendor's API, before it is tried. */
export interface Call {
  /** Method and path template, such as `GET /v5/{project_id}/asset/ports`: breaker, quota and metrics are kept by it. */
  readonly endpoint: string;
  readonly method: WireRequest['method'];
  /** The request without authorization. Called once for each `send`, however often it is tried. */
  build(): WireRequest;
  /** Calls in flight with equal keys and equal decoders share one exchange (GET only). Absent: never shared. */
  readonly shareKey?: string;
  /** Whether doing it twice does no harm, so that it may be retried and hedged. Default: GET only. */
  readonly idempotent?: boolean;
  /** Milliseconds one attempt may take, when this call is known to be slower than others. */
  readonly attemptTimeoutMs?: number;
}

/** One exchange with the vendor, reported as it ends. */
export interface Exchange {
  readonly endpoint: string;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  /** Undefined for a success. */
  readonly faultKind: FaultKind | undefined;
  /** The vendor's error code, where it said one. */
  readonly upstreamCode?: string | undefined;
  readonly elapsedMs: number;
}

/** Pays for calls before they are made. */
export interface Meter {
  /**
   * Pays for one call that is about to begin; undefined when that was done before.
   *
   * @throws Fault kind `out_of_points`; the call is not to be made then.
   */
  begin(): Promise<void> | undefined;
  /**
   * Pays for `calls` further calls whose number is known before the first of them begins.
   *
   * @throws Fault kind `out_of_points`.
   */
  cover(calls: number): Promise<void>;
}

export interface SendContext extends CallContext {
  /** Who pays for the calls. Absent: nobody has to. */
  readonly meter?: Meter;
  /** The work that the call is a part of. Absent: it belongs to no trace. */
  readonly trace?: Span | undefined;
  /**
   * Called as every exchange of this call with the vendor ends: retries and replays too, IAM's own calls not. Of a
   * shared call the one who came first hears of it.
   */
  readonly onCall?: (exchange: Exchange) => void;
}

/** What other rooms need to know of the pipeline. */
export interface Sender {
  /**
   * Carries `call` through the whole stack and gives a 2xx answer.
   *
   * @throws Fault for everything else.
   */
  send(call: Call, context: SendContext): Promise<WireResponse>;
  /**
   * As `send`, and decodes the answer inside an attempt: a Fault `bad_payload` thrown by `decode` is retried and
   * counted like any other.
   *
   * @param decode pure; what it gives may be shared between callers, so nobody may change it.
   */
  read<T>(call: Call, decode: (response: WireResponse) => T, context: SendContext): Promise<T>;
}
