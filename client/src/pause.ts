/** Waits. @throws the reason of the signal when it aborts meanwhile. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A wait of about `ms` milliseconds, spread at random so that many clients do not come back at the same moment. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}
