/** Time as the program sees it; tests replace it, nothing else does. */
export interface Clock {
  /** Wall-clock time in Unix milliseconds; may jump. For instants that leave the process. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations and deadlines. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
