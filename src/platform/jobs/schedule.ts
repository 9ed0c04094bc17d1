import { sleep } from '../../kernel/abort.js';

/** The longest wait between two looks by default, in milliseconds: a Redis that was emptied is noticed after it. A choice. */
const LONGEST_WAIT_MS = 5_000;
/** Wait after a look that failed. A choice. */
const FAILED_WAIT_MS = 1_000;

/**
 * Looks whether something is due, again and again, until it is stopped.
 *
 * @param look does what is due, and returns the milliseconds until it is due again.
 * @param longestMs the longest wait between two looks.
 * @returns stops it.
 */
export function keepLooking(look: () => Promise<number>, longestMs = LONGEST_WAIT_MS): () => void {
  const stop = new AbortController();
  void (async () => {
    while (!stop.signal.aborted) {
      const left = await look().catch(() => FAILED_WAIT_MS);
      const wait = Math.min(Math.max(1, left), longestMs);
      await sleep(wait, stop.signal, true).catch(() => undefined);
    }
  })();
  return () => stop.abort();
}
