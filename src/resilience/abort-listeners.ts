import { setMaxListeners } from 'node:events';
import { CallSignal } from '../kernel/call-signal.js';
import { ListenerList } from '../kernel/listener-list.js';
import { abortFault } from './policy.js';

type Listener = () => void;

/**
 * One listener on a signal for all who wait on it. Thousands of calls of a query share its signal. With a listener for each,
 * every `addEventListener` would walk a long list and Node would warn of a leak.
 */
class Listeners {
  readonly all = new ListenerList();

  constructor(private readonly signal: AbortSignal) {
    setMaxListeners(0, signal);
    signal.addEventListener('abort', this.fire, { once: true });
  }

  stop(): void {
    this.signal.removeEventListener('abort', this.fire);
  }

  private readonly fire = (): void => {
    bySignal.delete(this.signal);
    this.all.callAll();
  };
}

const bySignal = new WeakMap<AbortSignal, Listeners>();

/** Calls `listener` once when `signal` aborts, at once when it has already. `offAbort` with the same function removes it. */
export function onAbort(signal: AbortSignal, listener: Listener): void {
  if (signal.aborted) {
    listener();
    return;
  }
  if (signal instanceof CallSignal) {
    signal.add(listener);
    return;
  }
  let listeners = bySignal.get(signal);
  if (listeners === undefined) {
    listeners = new Listeners(signal);
    bySignal.set(signal, listeners);
  }
  listeners.all.add(listener);
}

/** Removes `listener`; nothing stays on the signal when it was the last one. */
export function offAbort(signal: AbortSignal, listener: Listener): void {
  if (signal instanceof CallSignal) {
    signal.remove(listener);
    return;
  }
  const listeners = bySignal.get(signal);
  if (listeners === undefined || !listeners.all.remove(listener) || !listeners.all.isEmpty) return;
  listeners.stop();
  bySignal.delete(signal);
}

/** Longest delay a Node timer can hold; a longer one would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Resolves after at least `ms` milliseconds; rejects with the signal's fault as soon as it aborts.
 *
 * @param ms 0 or more; rounded up, cut to what a timer can hold (24 days).
 */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(abortFault(signal));
    };
    const timer = setTimeout(
      () => {
        offAbort(signal, aborted);
        resolve();
      },
      Math.min(Math.ceil(ms), MAX_TIMER_MS),
    );
    onAbort(signal, aborted);
  });
}
