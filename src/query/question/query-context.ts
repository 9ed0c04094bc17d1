import { Fault } from '../../kernel/fault.js';
import { heldAnswers, type HeldMemory } from '../../kernel/memory.js';
import { deadlineAfter, type Deadline } from '../../kernel/abort.js';
import { currentSpan, inPart, type Facts, type Span } from '../../kernel/trace.js';
import type { CallMeter } from '../../platform/limits/call-meter.js';
import type { Exchange, SendContext } from '../../upstream/transport/pipeline.js';
import type { Repeatable } from './repeatable.js';

/** How a query differs from one that has just arrived and that somebody waits for. */
export interface QueryStanding {
  /** Default: interactive. */
  readonly lane?: SendContext['lane'];
  /** Whether its hosts have been paid for before. Default: false. */
  readonly paid?: boolean;
  /** Who pays for its calls. Default: nobody has to. */
  readonly meter?: CallMeter;
  /** Milliseconds since the request arrived: its deadline counts from there. Default: 0. */
  readonly passedMs?: number;
  /** Milliseconds of its time that are kept back for `useReserve`. Default: 0. */
  readonly reserveMs?: number;
  /** How old its answer may be by the request's own headers, in milliseconds. Default: as old as its parameters say. */
  readonly maxAgeMs?: number;
  /** The work that it is a part of. Default: the span of the job that does it, if any. */
  readonly trace?: Span | undefined;
}

/** One caller's request while it runs: its deadline, its place in queues, its calls and memory. */
export class QueryContext implements SendContext {
  readonly lane: SendContext['lane'];
  /** Whether its hosts cost nothing more. */
  readonly paid: boolean;
  readonly meter: CallMeter | undefined;
  readonly maxAgeMs: number;
  readonly startedAt: number;
  deadlineAt: number;
  /** What upstream calls are a part of. */
  trace: Span | undefined;
  /** Present once a page was read that may be given again. */
  repeatable: Repeatable | undefined;
  /** Exchanges with the vendor so far, retries included. */
  calls = 0;
  private callsMs = 0;
  private readonly endsAt: number;
  private memory: HeldMemory | undefined;
  private deadline: Deadline | undefined;
  private cutSignal: AbortSignal | undefined;
  private over = false;

  /**
   * @param tenant the caller, for fair queues.
   * @param timeoutMs until unfinished work becomes failures with code `deadline`.
   * @param cut aborts when the client hangs up, and with a Fault of kind `draining` when this process has no more time. A
   *   function that makes such a signal is called when something waits: an answer from the cache never does.
   */
  constructor(
    readonly tenant: string,
    timeoutMs: number,
    private readonly cut: AbortSignal | (() => AbortSignal),
    {
      lane = 'interactive',
      paid = false,
      meter,
      passedMs = 0,
      reserveMs = 0,
      maxAgeMs = Infinity,
      trace = currentSpan(),
    }: QueryStanding = {},
  ) {
    this.lane = lane;
    this.maxAgeMs = maxAgeMs;
    this.paid = paid;
    this.meter = meter;
    this.trace = trace;
    this.startedAt = performance.now() - passedMs;
    this.endsAt = this.startedAt + timeoutMs;
    this.deadlineAt = this.endsAt - reserveMs;
  }

  /** Extends the deadline by the time that was kept back, whether it has passed or not. */
  useReserve(): void {
    this.deadline?.dispose();
    this.deadline = undefined;
    this.deadlineAt = this.endsAt;
  }

  /** Memory for what has to be held whole; free again when the query ends. */
  get held(): HeldMemory {
    return (this.memory ??= heldAnswers.begin());
  }

  /** Aborts at the deadline, and when the query is cut. */
  get signal(): AbortSignal {
    this.deadline ??= this.over
      ? NO_DEADLINE
      : deadlineAfter(Math.max(0, this.deadlineAt - performance.now()), deadlinePassed, this.whenCut);
    return this.deadline.signal;
  }

  /** Whether the deadline has passed or the query is cut; without a signal as long as nothing waits. */
  get aborted(): boolean {
    return this.deadline === undefined ? performance.now() >= this.deadlineAt : this.deadline.signal.aborted;
  }

  private get whenCut(): AbortSignal {
    return (this.cutSignal ??= typeof this.cut === 'function' ? this.cut() : this.cut);
  }

  /** Whether this process ends and has no more time for the query. */
  get draining(): boolean {
    const { aborted, reason } = this.whenCut as { readonly aborted: boolean; readonly reason: unknown };
    return aborted && reason instanceof Fault && reason.kind === 'draining';
  }

  readonly onCall = ({ elapsedMs }: Exchange): void => {
    this.calls++;
    this.meter?.exchanged();
    this.callsMs += elapsedMs;
  };

  /** Returns whether an error ends the whole query and not only one host or plan: the caller has gone, or cannot pay. */
  endedBy(error: unknown): boolean {
    if (this.signal.aborted && Fault.from(this.signal.reason).kind === 'cancelled') return true;
    return error instanceof Fault && error.kind === 'out_of_points';
  }

  /** Mean time of a call so far, in milliseconds; 0 before any. */
  get meanCallMs(): number {
    return this.calls === 0 ? 0 : this.callsMs / this.calls;
  }

  /** Returns the context of one upstream call. @param signal aborts when the query's signal does, or earlier. */
  under(signal: AbortSignal): SendContext {
    const { deadlineAt, lane, tenant, meter, onCall, trace } = this;
    // A clock that was stopped ends nothing.
    const signalEndsAt = this.over ? Infinity : deadlineAt;
    return meter === undefined
      ? { signal, deadlineAt, signalEndsAt, lane, tenant, onCall, trace }
      : { signal, deadlineAt, signalEndsAt, lane, tenant, onCall, trace, meter };
  }

  /** Does a part of the query that has a name of its own in its trace: calls made meanwhile belong to it. */
  async part<T>(name: string, work: () => Promise<T>, factsOf: (result: T) => Facts): Promise<T> {
    const whole = this.trace;
    if (whole === undefined) return work();
    try {
      return await inPart(
        whole,
        name,
        (part) => {
          this.trace = part;
          return work();
        },
        factsOf,
      );
    } finally {
      this.trace = whole;
    }
  }

  get elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  /** Stops the clock, frees the memory and pays what is owed; call it in `finally`. */
  dispose(): void {
    this.over = true;
    this.memory?.keep(0);
    void this.meter?.settle();
    this.deadline?.dispose();
  }
}

/** What a query has whose clock was stopped before anything waited. */
const NO_DEADLINE: Deadline = { signal: new AbortController().signal, dispose: () => undefined };

function deadlinePassed(): Fault {
  const fault = new Fault('deadline', 'the deadline of the query passed');
  // How often a host was tried by then is not known in general, and most were not tried at all.
  fault.attempts = 0;
  return fault;
}
