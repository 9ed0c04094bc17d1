import { signal } from '@preact/signals';
import { words } from '../language/language.js';

const isOnline = signal(navigator.onLine);
addEventListener('online', () => (isOnline.value = true));
addEventListener('offline', () => (isOnline.value = false));

/** Says that the browser is offline; nothing otherwise. */
export function Offline() {
  return <div role="status">{isOnline.value ? null : <p class="offline">{words.value.offline}</p>}</div>;
}
