import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { askAgainAfter, session } from '../session/session.js';
import type { Loaded } from './use-loaded.js';

/** Time between two looks at things that are under way, in milliseconds. A choice. */
const LOOK_EVERY_MS = 1_500;

/**
 * Reads a list now, again whenever `refresh` is called, and every so often while something in it is under way.
 *
 * @param isOpen whether an entry may still change by itself.
 */
export function usePolled<Entry>(
  load: (signal: AbortSignal) => Promise<readonly Entry[]>,
  isOpen: (entry: Entry) => boolean,
): { readonly state: ReadonlySignal<Loaded<readonly Entry[]>>; readonly refresh: () => void } {
  const state = useSignal<Loaded<readonly Entry[]>>({ kind: 'loading' });
  const look = useRef<() => void>(() => undefined);
  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const now = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const value = await load(aborter.signal);
        if (aborter.signal.aborted) return;
        state.value = { kind: 'there', value };
        if (value.some(isOpen)) timer = setTimeout(() => void now(), LOOK_EVERY_MS);
      } catch (error) {
        if (!aborter.signal.aborted && !askAgainAfter(error)) state.value = { kind: 'failed', error };
      }
    };
    look.current = () => void now();
    void now();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
    // A new sign-in reads again what the old key was refused.
  }, [session.value]);
  return { state, refresh: () => look.current() };
}
