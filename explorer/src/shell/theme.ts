import { effect, signal } from '@preact/signals';
import { keep, kept } from '../preferences.js';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const before = kept('theme');

export const theme = signal<Theme>(THEMES.find((each) => each === before) ?? 'auto');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  keep('theme', theme.value === 'auto' ? undefined : theme.value);
});
