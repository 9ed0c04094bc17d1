import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askAgainAfter, refreshPoints, session } from '../session/session.js';

/** What is read for a part of the page. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Reads something when a part of the page appears, and anew when what it depends on changes; leaving ends the reading. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependsOn: readonly unknown[],
): ReadonlySignal<Loaded<T>> {
  const state = useSignal<Loaded<T>>({ kind: 'loading' });
  useEffect(() => {
    const aborter = new AbortController();
    state.value = { kind: 'loading' };
    load(aborter.signal).then(
      (value) => {
        if (aborter.signal.aborted) return;
        state.value = { kind: 'there', value };
        void refreshPoints();
      },
      (error: unknown) => {
        if (!aborter.signal.aborted && !askAgainAfter(error)) state.value = { kind: 'failed', error };
      },
    );
    return () => aborter.abort();
    // A new sign-in reads again what the old key was refused.
  }, [...dependsOn, session.value]);
  return state;
}
