import { sleep } from '../../kernel/abort.js';
import { QueryStoreFailure } from '../../query/background/query-store.js';

/** How long a stream waits for a store that is out of reach, in milliseconds. A choice: a Redis that fails over is back by then. */
const PATIENCE_MS = 30_000;
const BETWEEN_MS = 500;

/**
 * Reads from the store for a stream, and again while the store is out of reach: a stream that has begun cannot be answered with
 * an error, and a Redis that is slow for a moment is no reason to cut it.
 *
 * @throws QueryStoreFailure after 30 s; the reason of the signal.
 */
export async function patiently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof QueryStoreFailure) || performance.now() > until) throw error;
    }
    await sleep(BETWEEN_MS, signal);
  }
}
