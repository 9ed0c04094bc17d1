import { CallSignal } from '../kernel/call-signal.js';
import { Fault } from '../kernel/fault.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Policy, type Work } from './policy.js';
import { inRange } from './range.js';

const MAX_MS = 3_600_000;

/** The signal of one attempt: aborts with Fault kind `timeout`, or with the caller's fault when the caller's signal does. */
class AttemptSignal extends CallSignal {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly parent: AbortSignal,
    timeoutMs: number,
  ) {
    super();
    this.timer = setTimeout(tooLate, timeoutMs, this, timeoutMs);
    onAbort(parent, this.onParentAbort);
  }

  /** Stops the clock; call it when the attempt has ended. */
  end(): void {
    clearTimeout(this.timer);
    offAbort(this.parent, this.onParentAbort);
  }

  private readonly onParentAbort = (): void => this.abort(abortFault(this.parent));
}

function tooLate(attempt: AttemptSignal, timeoutMs: number): void {
  attempt.abort(new Fault('timeout', `no answer within ${timeoutMs} ms`));
}

/**
 * Bounds one attempt: its signal aborts with Fault kind `timeout` after `timeoutMs`, or with the caller's fault when
 * the caller's signal does. The clock starts with `begin` or `execute`, so call it once the permit is held.
 */
export class AttemptTimeout implements Policy {
  private readonly timeoutMs: number;

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
    return new AttemptSignal(parent, timeoutMs);
  }
}
