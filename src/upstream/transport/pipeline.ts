import { systemClock, type Clock } from '../../kernel/clock.js';
import { Fault, type FaultKind } from '../../kernel/fault.js';
import type { Span } from '../../kernel/trace.js';
import { AdaptiveWindow } from '../../resilience/adaptive-window.js';
import { AttemptTimeout } from '../../resilience/attempt-timeout.js';
import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
} from '../../resilience/circuit-breaker.js';
import { Deadline } from '../../resilience/deadline.js';
import type { FairQueueOptions } from '../../resilience/fair-queue.js';
import { Hedge, type HedgeOptions } from '../../resilience/hedge.js';
import { MemoryQuota } from '../../resilience/memory-quota.js';
import { abortFault, faultOf, type Work } from '../../resilience/policy.js';
import { QuotaGate } from '../../resilience/quota-gate.js';
import type { Quota, QuotaView } from '../../resilience/quota.js';
import { RetryBudget } from '../../resilience/retry-budget.js';
import { Retry, type GiveUpReason, type RetryEvent, type RetryOptions } from '../../resilience/retry.js';
import { SingleFlight } from '../../resilience/single-flight.js';
import type { Authorized, Authorizer } from './authorizer.js';
import type { Call, Exchange, SendContext, Sender } from './call.js';
import { ThrottledFault, toFault } from './fault-mapping.js';
import { WEB_PAGE } from './hints.js';
import { isWebPage, requestIdOf } from './vendor-error.js';
import type { Wire, WireRequest, WireResponse } from './wire.js';

export type { Call, Exchange, SendContext, Sender } from './call.js';

/** For metrics and logs; all optional, called in line, must not throw. */
export interface PipelineEvents {
  exchange?(exchange: Exchange): void;
  /** @param scope names project and credential. */
  failed?(scope: string, endpoint: string, fault: Fault): void;
  retry?(endpoint: string, event: RetryEvent): void;
  giveUp?(endpoint: string, reason: GiveUpReason, fault: Fault): void;
  circuit?(endpoint: string, state: CircuitState['kind']): void;
  hedge?(endpoint: string): void;
  /** A call waits for the exchange of an equal call. */
  shared?(endpoint: string): void;
  quotaWait?(endpoint: string, waitMs: number): void;
}

export interface PipelineOptions extends FairQueueOptions {
  /** Names project and credential: the first part of every quota key. */
  readonly scope: string;
  readonly wire: Wire;
  /** Absent for IAM's own calls. */
  readonly authorizer?: Authorizer;
  /** Shared by all pipelines of a project. Default: one of its own. */
  readonly window?: AdaptiveWindow;
  /** Shared by all pipelines, and by all replicas when it lives in Redis. Default: none known, learned in memory. */
  readonly quota?: Quota;
  /** Shared by all pipelines of a project. Default: one of its own. */
  readonly budget?: RetryBudget;
  readonly retry?: Pick<RetryOptions, 'maxAttempts' | 'backoff'>;
  readonly breaker?: Omit<CircuitBreakerOptions, 'clock' | 'onStateChange'>;
  /** Absent: off. Never used while a quota is known for the endpoint. */
  readonly hedge?: Omit<HedgeOptions, 'clock' | 'onHedge'>;
  /** Milliseconds one attempt may take once it holds its permits. Default 10 000. */
  readonly attemptTimeoutMs?: number;
  readonly clock?: Clock;
  readonly events?: PipelineEvents;
}

/** What is kept for each endpoint. */
interface Line {
  readonly quotaKey: string;
  readonly retry: Retry;
  readonly hedge: Hedge | undefined;
  readonly breaker: CircuitBreaker;
}

/** One call on its way. */
interface Delivery<T> {
  readonly call: Call;
  readonly request: WireRequest;
  readonly line: Line;
  readonly decode: (response: WireResponse) => T;
}

/**
 * What the outcome of an exchange says about the vendor's load. Any answer in time is a good sign. A quota refusal says
 * nothing, because the quota is paced elsewhere. Attempts that we aborted say nothing either.
 */
const WINDOW_VERDICT: Readonly<Record<FaultKind, 'ok' | 'bad' | 'none'>> = {
  unavailable: 'bad',
  network: 'bad',
  timeout: 'bad',
  bad_payload: 'bad',
  blocked: 'bad',
  credential: 'ok',
  forbidden: 'ok',
  not_found: 'ok',
  rejected: 'ok',
  changed_during_read: 'ok',
  too_many_rows: 'ok',
  answer_too_large: 'none',
  throttled: 'none',
  deadline: 'none',
  cancelled: 'none',
  circuit_open: 'none',
  overloaded: 'none',
  out_of_points: 'none',
  draining: 'none',
};

/**
 * Most exchanges of one attempt when the vendor refuses one authorization after the other. A choice: the one in use, two
 * that other replicas fetched earlier, and a fresh one.
 */
const MOST_EXCHANGES = 4;

const AS_IT_IS = (response: WireResponse): WireResponse => response;

/**
 * The one way to the vendor, for one project and credential. Outermost first: deadline, single-flight, retry within
 * budget, hedge, circuit breaker, bulkhead sized by AIMD, token bucket, authorize (on 401 once more), attempt timeout,
 * wire. `carry`, `attempt` and `exchange` build this order.
 *
 * A page of a stream passes all of them, so what does not happen costs nothing: a permit that is free, a quota that is not
 * used up and a token that is at hand are taken without a promise, and a policy without a state of its own for a call is
 * called without a closure.
 */
export class Pipeline implements Sender {
  private readonly options: PipelineOptions;
  private readonly clock: Clock;
  private readonly quota: Quota;
  private readonly window: AdaptiveWindow;
  private readonly budget: RetryBudget;
  private readonly deadline: Deadline;
  private readonly flights = new SingleFlight();
  private readonly gate: QuotaGate;
  private readonly timeout: AttemptTimeout;
  private readonly lines = new Map<string, Line>();

  /** @throws RangeError for an option outside its range. */
  constructor(options: PipelineOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.quota = options.quota ?? new MemoryQuota({ clock: this.clock });
    this.window = options.window ?? new AdaptiveWindow({ clock: this.clock });
    this.budget = options.budget ?? new RetryBudget({ clock: this.clock });
    this.deadline = new Deadline(this.clock);
    this.timeout = new AttemptTimeout(options.attemptTimeoutMs ?? 10_000);
    const { bulkEvery, weightOf, events } = options;
    const prefix = options.scope.length + 1;
    this.gate = new QuotaGate({
      quota: this.quota,
      permits: this.window,
      clock: this.clock,
      bulkEvery,
      weightOf,
      onWait: (key, waitMs) => events?.quotaWait?.(key.slice(prefix), waitMs),
    });
  }

  send(call: Call, context: SendContext): Promise<WireResponse> {
    return this.read(call, AS_IT_IS, context);
  }

  read<T>(call: Call, decode: (response: WireResponse) => T, context: SendContext): Promise<T> {
    // Before an exchange is shared: a caller without points must not fail others who wait for the same exchange.
    const paying = context.meter?.begin();
    if (paying !== undefined) return paying.then(() => this.carry(call, decode, context));
    try {
      return this.carry(call, decode, context);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : Fault.from(error));
    }
  }

  /** Does what `read` promises for a call that is paid. @throws what building the request throws. */
  private carry<T>(call: Call, decode: (response: WireResponse) => T, context: SendContext): Promise<T> {
    const line = this.line(call.endpoint);
    const delivery: Delivery<T> = { call, request: call.build(), line, decode };
    const repeatable = call.idempotent ?? call.method === 'GET';
    const attempt: Work<T, SendContext> = (inner) => this.attempt(delivery, inner);
    const { hedge } = line;
    const hedged: Work<T, SendContext> =
      repeatable && hedge !== undefined && this.quota.view(line.quotaKey).limit === undefined
        ? (inner) => hedge.execute(attempt, inner)
        : attempt;
    const retried: Work<T, SendContext> = repeatable ? (inner) => line.retry.execute(hedged, inner) : hedged;
    const { shareKey } = call;
    if (shareKey === undefined || call.method !== 'GET') return this.deadline.execute(retried, context);
    const shared: Work<T, SendContext> = (inner) => this.share(call.endpoint, shareKey, retried, inner);
    return this.deadline.execute(shared, context, true);
  }

  /** What is known of the quota of one endpoint, at no cost. */
  quotaView(endpoint: string): QuotaView {
    return this.quota.view(this.line(endpoint).quotaKey);
  }

  /** States of the circuit breakers of all endpoints called so far. */
  circuits(): ReadonlyMap<string, CircuitState['kind']> {
    return new Map([...this.lines].map(([endpoint, line]) => [endpoint, line.breaker.state.kind]));
  }

  /** Calls that wait for quota. */
  get waitingForQuota(): number {
    return this.gate.waiting;
  }

  private share<T>(
    endpoint: string,
    key: string,
    work: Work<T, SendContext>,
    context: SendContext,
  ): Promise<T> {
    const flightKey = `${endpoint} ${key}`;
    if (this.flights.has(flightKey)) this.options.events?.shared?.(endpoint);
    return this.flights.execute(flightKey, work, context);
  }

  /**
   * One attempt: an exchange, a second one when the first was refused for a stale authorization, and more of them, up to
   * `MOST_EXCHANGES` in all, while what comes instead may be as stale.
   */
  private async attempt<T>(delivery: Delivery<T>, context: SendContext): Promise<T> {
    const { breaker, quotaKey } = delivery.line;
    const admission = breaker.admit();
    try {
      let response: WireResponse | undefined;
      for (let nth = 1; response === undefined; nth++) {
        const entering = this.gate.enter(quotaKey, context);
        if (entering !== undefined) await entering;
        try {
          response = await this.exchange(delivery, nth, context);
        } finally {
          this.window.release();
        }
      }
      const value = this.decoded(delivery, response);
      breaker.succeeded(admission);
      return value;
    } catch (error) {
      const fault = faultOf(error, context.signal);
      breaker.failed(admission, fault);
      throw fault;
    }
  }

  private decoded<T>({ call, decode }: Delivery<T>, response: WireResponse): T {
    try {
      return decode(response);
    } catch (error) {
      const fault = unusableAnswer(error, response);
      this.options.events?.failed?.(this.options.scope, call.endpoint, fault);
      throw fault;
    }
  }

  /**
   * One exchange, for which the permits are held. Gives a 2xx answer; undefined when the authorization was refused and a fresh
   * one may help.
   *
   * @param nth counts the exchanges of one attempt from 1.
   */
  private async exchange(
    { call, request, line }: Delivery<unknown>,
    nth: number,
    context: SendContext,
  ): Promise<WireResponse | undefined> {
    const { signal } = context;
    // The circuit may have opened while this call waited for its permits.
    line.breaker.refuseIfOpen();
    const takenAt = this.clock.monotonic();
    const authorizing = this.options.authorizer?.authorize(request, signal);
    const authorized =
      authorizing === undefined || 'request' in authorizing ? authorizing : await authorizing;
    if (signal.aborted) throw abortFault(signal);
    const span = context.trace?.begin(call.endpoint, 'client', { 'http.request.method': request.method });
    const startedAt = this.clock.monotonic();
    const { inFlight } = this.window;
    const attempt = this.timeout.begin(signal, call.attemptTimeoutMs);
    let response: WireResponse | undefined;
    let answer: WireResponse | Fault;
    try {
      response = await this.options.wire.send(traced(authorized?.request ?? request, span), attempt);
      answer = this.judged(response, call, request);
    } catch (error) {
      answer = faultOf(faultOf(error, attempt), signal);
    } finally {
      attempt.end();
    }
    endSpan(span, answer);
    this.report(call.endpoint, answer, { elapsedMs: this.clock.monotonic() - startedAt, inFlight }, context);
    if (!(answer instanceof Fault)) {
      authorized?.accepted?.();
      return answer;
    }
    if (answer.kind === 'throttled') this.learnLimit(line, answer, takenAt);
    if (authorized !== undefined && mayRepeat(authorized, answer, response, nth)) return undefined;
    throw answer;
  }

  /** The answer of a success, or what an answer of any other status says. */
  private judged(response: WireResponse, { endpoint }: Call, { path }: WireRequest): WireResponse | Fault {
    const { status } = response;
    if (status >= 200 && status < 300) return response;
    return toFault(response, this.clock.now(), { endpoint, path });
  }

  /** @param takenAt when the refused call took its permit. */
  private learnLimit(line: Line, refusal: Fault, takenAt: number): void {
    const stated = refusal instanceof ThrottledFault ? refusal.stated : undefined;
    this.quota.throttled(line.quotaKey, { retryAfterMs: refusal.retryAfterMs, stated, takenAt });
  }

  /** Tells window, events and the caller's meter how an exchange ended. */
  private report(
    endpoint: string,
    answer: WireResponse | Fault,
    { elapsedMs, inFlight }: { readonly elapsedMs: number; readonly inFlight: number },
    context: SendContext,
  ): void {
    const { events, scope } = this.options;
    const fault = answer instanceof Fault ? answer : undefined;
    const faultKind = fault?.kind;
    const verdict = faultKind === undefined ? 'ok' : WINDOW_VERDICT[faultKind];
    if (verdict !== 'none') this.window.record({ key: endpoint, ok: verdict === 'ok', elapsedMs, inFlight });
    if (events?.exchange !== undefined || context.onCall !== undefined) {
      const { status } = answer;
      const exchange: Exchange = {
        endpoint,
        status,
        faultKind,
        upstreamCode: fault?.upstreamCode,
        elapsedMs,
      };
      events?.exchange?.(exchange);
      context.onCall?.(exchange);
    }
    if (fault !== undefined) events?.failed?.(scope, endpoint, fault);
  }

  private line(endpoint: string): Line {
    const known = this.lines.get(endpoint);
    if (known !== undefined) return known;
    const options = this.options;
    const clock = this.clock;
    const { events } = options;
    const line: Line = {
      quotaKey: `${options.scope} ${endpoint}`,
      retry: new Retry({
        ...options.retry,
        budget: this.budget,
        clock,
        onRetry: (event) => events?.retry?.(endpoint, event),
        onGiveUp: (reason, fault) => events?.giveUp?.(endpoint, reason, fault),
      }),
      hedge:
        options.hedge === undefined
          ? undefined
          : new Hedge({ ...options.hedge, clock, onHedge: () => events?.hedge?.(endpoint) }),
      breaker: new CircuitBreaker({
        ...options.breaker,
        clock,
        onStateChange: (state) => events?.circuit?.(endpoint, state),
      }),
    };
    this.lines.set(endpoint, line);
    return line;
  }
}

/** The request as a part of its trace. */
function traced(request: WireRequest, span: Span | undefined): WireRequest {
  if (span === undefined) return request;
  return { ...request, headers: { ...request.headers, traceparent: span.traceparent } };
}

function endSpan(span: Span | undefined, answer: WireResponse | Fault): void {
  if (span === undefined) return;
  const fault = answer instanceof Fault ? answer : undefined;
  const facts = {
    'http.response.status_code': answer.status,
    'portolan.upstream_code': fault?.upstreamCode,
    'portolan.upstream_request_id': fault?.upstreamRequestId,
  };
  span.end(facts, fault?.kind);
}

/** Adds to the fault of a success that cannot be used what its headers say, and whether it is a web page. */
function unusableAnswer(error: unknown, response: WireResponse): Fault {
  const fault = Fault.from(error);
  if (fault.kind !== 'bad_payload') return fault;
  fault.upstreamRequestId ??= requestIdOf(response);
  fault.hint ??= isWebPage(response) ? WEB_PAGE : undefined;
  return fault;
}

/**
 * Reports the failed exchange to its authorization. Returns whether the exchange may be repeated with a fresh one.
 *
 * @param response the answer, where there was one.
 * @param nth counts the exchanges of one attempt from 1.
 */
function mayRepeat(
  authorized: Authorized,
  failure: Fault,
  response: WireResponse | undefined,
  nth: number,
): boolean {
  // An error of the service itself came past the gateway, so the gateway took the authorization.
  if (failure.upstreamCode?.startsWith('HSS.') === true) authorized.accepted?.();
  // Every refusal is reported, the second one too: an access key counts them so as not to be locked.
  const fresh = failure.status === 401 && authorized.refused(response);
  return fresh && (nth === 1 || authorized.unproven === true) && nth < MOST_EXCHANGES;
}
