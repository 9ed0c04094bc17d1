import { systemClock, type Clock } from '../kernel/clock.js';
import { CallSignal } from '../kernel/call-signal.js';
import { Fault } from '../kernel/fault.js';
import { MAX_TIMER_MS, offAbort, onAbort } from './abort-listeners.js';
import { abortFault, faultOf, type CallContext, type Policy, type Work } from './policy.js';

/** One timer and one signal for all calls of a query: these share the caller's signal and the deadline. */
interface Shared {
  readonly deadlineAt: number;
  readonly signal: AbortSignal;
  users: number;
  stop(): void;
}

/**
 * Ends a call at `context.deadlineAt`, or when the caller's signal aborts, whatever the work does: the work's signal
 * aborts and the call fails in the same turn of the event loop.
 *
 * @throws Fault kind `deadline` at the deadline (at once when it has passed), the signal's own fault on abort.
 */
export class Deadline implements Policy {
  private readonly clock: Clock;
  private readonly shared = new WeakMap<AbortSignal, Shared[]>();

  constructor(clock: Clock = systemClock) {
    this.clock = clock;
  }

  /** @param endsWithSignal whether the work itself ends in the turn in which its signal aborts. */
  execute<T, C extends CallContext>(work: Work<T, C>, context: C, endsWithSignal = false): Promise<T> {
    const { signal, deadlineAt, signalEndsAt = Infinity } = context;
    if (signal.aborted) return Promise.reject(abortFault(signal));
    if (deadlineAt !== undefined && deadlineAt <= this.clock.monotonic()) return Promise.reject(passed());
    if (deadlineAt === undefined || signalEndsAt <= deadlineAt)
      return endsWithSignal ? work(context) : settle(work, context, undefined);
    const shared = this.join(signal, deadlineAt);
    return settle(work, { ...context, signal: shared.signal }, () => this.leave(signal, shared));
  }

  private join(parent: AbortSignal, deadlineAt: number): Shared {
    let list = this.shared.get(parent);
    if (list === undefined) this.shared.set(parent, (list = []));
    let shared = list.find((one) => one.deadlineAt === deadlineAt && !one.signal.aborted);
    if (shared === undefined) list.push((shared = this.start(parent, deadlineAt)));
    shared.users++;
    return shared;
  }

  private leave(parent: AbortSignal, shared: Shared): void {
    if (--shared.users > 0) return;
    shared.stop();
    const rest = this.shared.get(parent)?.filter((one) => one !== shared);
    if (rest === undefined || rest.length === 0) this.shared.delete(parent);
    else this.shared.set(parent, rest);
  }

  private start(parent: AbortSignal, deadlineAt: number): Shared {
    const signal = new CallSignal();
    let timer: NodeJS.Timeout;
    const stop = (): void => {
      clearTimeout(timer);
      offAbort(parent, onParentAbort);
    };
    const onParentAbort = (): void => {
      stop();
      signal.abort(abortFault(parent));
    };
    const arm = (): void => {
      const leftMs = deadlineAt - this.clock.monotonic();
      timer = setTimeout(
        () => {
          if (leftMs > MAX_TIMER_MS) return arm();
          stop();
          signal.abort(passed());
        },
        Math.min(Math.max(leftMs, 0), MAX_TIMER_MS),
      );
    };
    arm();
    onAbort(parent, onParentAbort);
    return { deadlineAt, signal, users: 0, stop };
  }
}

function passed(): Fault {
  return new Fault('deadline', 'the deadline passed');
}

/** Settles as the work does, or with the signal's fault when the work does not end in the turn in which the signal aborts. */
function settle<T, C extends CallContext>(
  work: Work<T, C>,
  context: C,
  leave: (() => void) | undefined,
): Promise<T> {
  const { signal } = context;
  return new Promise((resolve, reject) => {
    let last: NodeJS.Immediate | undefined;
    const end = (): void => {
      clearImmediate(last);
      offAbort(signal, aborted);
      leave?.();
      leave = undefined;
    };
    // Not at once: the policies inside end in this turn too, and they know how many attempts were made.
    const aborted = (): void => {
      last = setImmediate(() => {
        end();
        reject(abortFault(signal));
      });
    };
    onAbort(signal, aborted);
    work(context).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(faultOf(error, signal));
      },
    );
  });
}
