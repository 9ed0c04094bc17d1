import { CallSignal } from './call-signal.js';

/**
 * Resolves after `ms` milliseconds, or rejects with the signal's reason as soon as it aborts.
 *
 * @param ms 0 or more; the timer does not keep the process alive by itself when `unref` is set.
 */
export function sleep(ms: number, signal?: AbortSignal, unref = false): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal as AbortSignal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (unref) timer.unref();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Settles as `work` does, or rejects with the signal's reason when that comes first. `work` itself goes on: use it
 * where one waiter may leave while others stay.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: Error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}

/** Returns the signal's reason as an Error, whatever was passed to `abort()`. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

export interface Deadline {
  /** Aborts with the parent's reason, or with what `reason()` returns once the time is over. */
  readonly signal: AbortSignal;
  /** Stops the clock and removes the listener from the parent; call it in `finally`. */
  dispose(): void;
}

/** Makes a signal that aborts after `ms` milliseconds or with its parent, whichever comes first. It is a `CallSignal`. */
export function deadlineAfter(ms: number, reason: () => Error, parent?: AbortSignal): Deadline {
  const signal = new CallSignal();
  // In whole milliseconds, because Node keeps a list of timers for each duration.
  const timer = setTimeout(() => signal.abort(reason()), Math.ceil(ms));
  const onParent = (): void => {
    clearTimeout(timer);
    signal.abort(reasonOf(parent as AbortSignal));
  };
  if (parent?.aborted) onParent();
  else parent?.addEventListener('abort', onParent, { once: true });
  return {
    signal,
    dispose: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', onParent);
    },
  };
}
