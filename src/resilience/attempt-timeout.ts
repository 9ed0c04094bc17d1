import { CallSignal } from '../kernel/call-signal.js';
import { Fault } from '../kernel/fault.js';
import { offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Policy, type Work } from './policy.js';
import { inRange } from './range.js';

const MAX_MS = 3_600_000;

/**
 * Bounds one attempt: its signal aborts with Fault kind `timeout` after `timeoutMs`, or with the caller's fault when
 * the caller's signal does. The clock starts with `execute`, so call it once the permit is held.
 */
export class AttemptTimeout implements Policy {
  private readonly timeoutMs: number;

  /** @throws RangeError for timeoutMs outside [1, 3 600 000]. */
  constructor(timeoutMs: number) {
    this.timeoutMs = inRange('timeoutMs', timeoutMs, 1, MAX_MS);
  }

  /** @param timeoutMs for this attempt, instead of the usual. */
  async execute<T, C extends CallContext>(
    work: Work<T, C>,
    context: C,
    timeoutMs: number = this.timeoutMs,
  ): Promise<T> {
    const parent = context.signal;
    if (parent.aborted) throw abortFault(parent);
    const signal = new CallSignal();
    const timer = setTimeout(
      () => signal.abort(new Fault('timeout', `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const onParentAbort = (): void => signal.abort(abortFault(parent));
    onAbort(parent, onParentAbort);
    try {
      return await work({ ...context, signal });
    } catch (error) {
      throw faultOf(error, signal);
    } finally {
      clearTimeout(timer);
      offAbort(parent, onParentAbort);
    }
  }
}
