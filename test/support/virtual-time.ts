import { jest } from '@jest/globals';

/** Steps after which a body that never ends fails instead of hanging: 33 minutes at the usual step. */
const MOST_STEPS = 40_000;

/**
 * Runs `body` on a clock that jumps from timer to timer: an hour of timeouts costs milliseconds, and nothing depends
 * on the machine's speed. Timers, `performance.now` and `Date.now` start at 0 and 2026-01-01.
 *
 * @param stepMs how far the clock is moved between two looks at whether `body` is done.
 */
export async function inVirtualTime<T>(body: () => Promise<T>, stepMs = 50): Promise<T> {
  let left = MOST_STEPS;
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  try {
    let over = false;
    const result = body();
    const watched = result.then(
      () => (over = true),
      () => (over = true),
    );
    while (!over) {
      if (left-- === 0) throw new Error(`still not done after ${MOST_STEPS * stepMs} ms of virtual time`);
      await jest.advanceTimersByTimeAsync(stepMs);
    }
    await watched;
    return await result;
  } finally {
    jest.useRealTimers();
  }
}

/** Timers of the virtual clock that have not fired: 0 when nothing leaked. */
export function pendingTimers(): number {
  return jest.getTimerCount();
}

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
