import { problemIn, PortolanError } from './problem-error.js';

export interface Patience {
  /** Tries after the first. */
  readonly retries: number;
  /** Longest wait between two tries, in milliseconds; a service that asks for more is not asked again. */
  readonly longestWaitMs: number;
}

/** Statuses after which the same request may do better. */
const COME_AGAIN = new Set([429, 502, 503, 504]);
const FIRST_WAIT_MS = 250;

/**
 * Fetches, and comes again when the service is busy or the network fails: after `Retry-After` where it says so, else
 * after waits that double, spread at random.
 *
 * @throws PortolanError for a problem that stays; the signal's reason when it aborts; what `fetch` throws when the
 *   network stays down.
 */
export async function patientFetch(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  { retries, longestWaitMs }: Patience,
): Promise<Response> {
  const signal = init.signal ?? undefined;
  for (let attempt = 0; ; attempt++) {
    let waitMs = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random());
    let failure: unknown;
    try {
      const response = await fetch(url, init);
      if (response.ok || response.status === 304) return response;
      failure = await problemIn(response);
      if (!COME_AGAIN.has(response.status)) throw failure;
      waitMs = askedWaitMs(response.headers.get('retry-after')) ?? waitMs;
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof PortolanError && !COME_AGAIN.has(error.status)) throw error;
      failure = error;
    }
    if (attempt >= retries || waitMs > longestWaitMs) throw failure;
    await pause(waitMs, signal);
  }
}

/** `Retry-After` in milliseconds, from seconds or a date. */
function askedWaitMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
