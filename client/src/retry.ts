import { NetworkError, ProblemError } from './errors.js';
import { pause, jittered } from './pause.js';

/** How often and how long a request is tried again. */
export interface RetryPolicy {
  /** Tries after the first. */
  readonly retries: number;
  /** Longest wait between two tries, in milliseconds. A request whose service asks for more fails at once. */
  readonly maxWaitMs: number;
}

/** Problems of requests that were refused before anything was done for them. */
const REFUSED = new Set(['rate-limited', 'overloaded', 'auth-unavailable']);
/** Statuses of a service, or of a proxy in front of it, that does better later. */
const RETRYABLE_STATUSES = new Set([408, 502, 503, 504]);
const FIRST_WAIT_MS = 250;

/**
 * Runs an attempt, and again while that is safe and may help: after `Retry-After` where the service says so, else after
 * waits that double.
 *
 * @param repeatable whether doing it twice does no harm. If not, only what was refused is tried again.
 * @throws what the last attempt threw; the reason of the signal when it aborts during a wait.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  repeatable: boolean,
  { retries, maxWaitMs }: RetryPolicy,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= retries || !isRetryable(error, repeatable)) throw error;
      const retryAfterMs = error instanceof ProblemError ? error.retryAfterMs : undefined;
      // Never before the time that the service named, and a little after it, at random.
      const waitMs =
        retryAfterMs === undefined
          ? jittered(FIRST_WAIT_MS * 2 ** failures)
          : retryAfterMs + jittered(FIRST_WAIT_MS / 5);
      if ((retryAfterMs ?? waitMs) > maxWaitMs) throw error;
      await pause(waitMs, signal);
    }
  }
}

function isRetryable(error: unknown, repeatable: boolean): boolean {
  if (error instanceof NetworkError) return repeatable;
  if (!(error instanceof ProblemError)) return false;
  if (error.status === 429 || REFUSED.has(error.kind)) return true;
  // The service has tried for long before it gives up, so a client tries again only when it names a time.
  const answersForService = error.kind === 'about:blank';
  return (
    repeatable &&
    RETRYABLE_STATUSES.has(error.status) &&
    (answersForService || error.retryAfterMs !== undefined)
  );
}
