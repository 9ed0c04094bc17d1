import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Problem } from './problem.js';

interface LaterProps {
  readonly name: string;
  readonly load: () => Promise<ComponentType>;
}

const loaded = new Map<string, ComponentType>();

/** Shows a part of the page whose code is fetched when it is needed first. */
export function LaterView({ name, load }: LaterProps) {
  const View = useSignal(loaded.get(name));
  const fault = useSignal<unknown>(undefined);
  const fetchCode = (): void => {
    fault.value = undefined;
    load().then(
      (view) => {
        loaded.set(name, view);
        View.value = view;
      },
      (error: unknown) => (fault.value = error),
    );
  };
  useEffect(() => {
    if (View.value === undefined) fetchCode();
  }, [name]);
  if (fault.value !== undefined) return <Problem error={fault.value} again={fetchCode} />;
  const Shown = View.value;
  return Shown === undefined ? <p class="waiting" aria-busy="true" /> : <Shown />;
}
