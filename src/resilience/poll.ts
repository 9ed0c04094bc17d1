import { systemClock, type Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/fault.js';
import { delay } from './abort-listeners.js';
import { abortFault } from './policy.js';
import { inRange } from './range.js';

export interface PollOptions {
  readonly signal: AbortSignal;
  /** `Clock.monotonic()` after which nobody cares; none when absent. */
  readonly deadlineAt?: number;
  /** First wait between two looks, milliseconds. */
  readonly firstDelayMs: number;
  /** Longest wait, milliseconds; each is 1.5 times the one before, up to 20 % jitter off. */
  readonly maxDelayMs: number;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface Polled<T, S extends string> {
  readonly state: S;
  readonly value: T;
  /** Looks taken, the last included. */
  readonly polls: number;
}

/**
 * Looks again and again until the value is in a terminal state, and names that state.
 *
 * @param look one look; its faults pass through (put a retry inside when they should not).
 * @param terminal the state when it is final, undefined while it is not.
 * @throws Fault kind `deadline` as soon as the next look would come too late; the signal's fault on abort.
 * @throws RangeError unless 1 <= firstDelayMs <= maxDelayMs <= 1 hour.
 */
export async function poll<T, S extends string>(
  look: (signal: AbortSignal) => Promise<T>,
  terminal: (value: T) => S | undefined,
  options: PollOptions,
): Promise<Polled<T, S>> {
  const maxDelayMs = inRange('maxDelayMs', options.maxDelayMs, 1, 3_600_000);
  let waitMs = inRange('firstDelayMs', options.firstDelayMs, 1, maxDelayMs);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  for (let polls = 1; ; polls++) {
    if (options.signal.aborted) throw abortFault(options.signal);
    const value = await look(options.signal);
    const state = terminal(value);
    if (state !== undefined) return { state, value, polls };
    const delayMs = waitMs * (1 - 0.2 * random());
    if (options.deadlineAt !== undefined && clock.monotonic() + delayMs >= options.deadlineAt)
      throw new Fault('deadline', `not finished after ${polls} looks`);
    await delay(delayMs, options.signal);
    waitMs = Math.min(maxDelayMs, waitMs * 1.5);
  }
}
