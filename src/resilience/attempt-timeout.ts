import { CallSignal } from '../kernel/call-signal.js';
import { Fault } from '../kernel/fault.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Policy, type Work } from './policy.js';
import { inRange } from './range.js';

const MAX_MS = 3_600_000;

/** A timer of Node may fire so much early by a finer clock, in milliseconds. */
const EARLY_MS = 1;

/** The signal of one attempt: aborts with Fault kind `timeout`, or with the caller's fault when the caller's signal does. */
class AttemptSignal extends CallSignal {
  readonly endsAt: number;
  before: AttemptSignal | undefined;
  after: AttemptSignal | undefined;

  constructor(
    private readonly parent: AbortSignal,
    private readonly line: TimeLine,
  ) {
    super();
    this.endsAt = performance.now() + line.timeoutMs;
    line.add(this);
    onAbort(parent, this.onParentAbort);
  }

  /** Stops the clock; call it once when the attempt has ended. */
  end(): void {
    this.line.remove(this);
    offAbort(this.parent, this.onParentAbort);
  }

  private readonly onParentAbort = (): void => this.abort(abortFault(this.parent));
}

/**
 * Attempts that may take equally long. They run out of time in the order in which they began, so that one timer serves all of
 * them: the oldest one's.
 */
class TimeLine {
  private first: AttemptSignal | undefined;
  private last: AttemptSignal | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(readonly timeoutMs: number) {}

  add(attempt: AttemptSignal): void {
    attempt.before = this.last;
    if (this.last === undefined) this.first = attempt;
    else this.last.after = attempt;
    this.last = attempt;
    this.timer ??= setTimeout(this.onTimer, this.timeoutMs);
  }

  /** Removes an attempt; no timer stays when it was the last one. */
  remove(attempt: AttemptSignal): void {
    const { before, after } = attempt;
    if (before === undefined && this.first !== attempt) return;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    attempt.before = attempt.after = undefined;
    if (this.first !== undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private readonly onTimer = (): void => {
    this.timer = undefined;
    const now = performance.now();
    while (this.first !== undefined && this.first.endsAt <= now + EARLY_MS) {
      const attempt = this.first;
      this.remove(attempt);
      attempt.abort(new Fault('timeout', `no answer within ${this.timeoutMs} ms`));
    }
    if (this.first === undefined) return;
    // Most of the older ones have ended by themselves since it was set.
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onTimer, this.first.endsAt - now);
  };
}

/**
 * Bounds one attempt: its signal aborts with Fault kind `timeout` after `timeoutMs`, or with the caller's fault when
 * the caller's signal does. The clock starts with `begin` or `execute`, so call it once the permit is held.
 */
export class AttemptTimeout implements Policy {
  private readonly timeoutMs: number;
  private readonly lines = new Map<number, TimeLine>();

  /** @throws RangeError for timeoutMs outside [1, 3 600 000]. */
  constructor(timeoutMs: number) {
    this.timeoutMs = inRange('timeoutMs', timeoutMs, 1, MAX_MS);
  }

  /** @param timeoutMs for this attempt, instead of the usual. */
  async execute<T, C extends CallContext>(work: Work<T, C>, context: C, timeoutMs?: number): Promise<T> {
    const signal = this.begin(context.signal, timeoutMs);
    try {
      return await work({ ...context, signal });
    } catch (error) {
      throw faultOf(error, signal);
    } finally {
      signal.end();
    }
  }

  /**
   * Begins an attempt; call `end` of its signal when it is over.
   *
   * @param parent the caller's signal.
   * @param timeoutMs for this attempt, instead of the usual.
   * @throws the fault of `parent` when it has aborted.
   */
  begin(parent: AbortSignal, timeoutMs: number = this.timeoutMs): AttemptSignal {
    if (parent.aborted) throw abortFault(parent);
    let line = this.lines.get(timeoutMs);
    if (line === undefined) this.lines.set(timeoutMs, (line = new TimeLine(timeoutMs)));
    return new AttemptSignal(parent, line);
  }
}
