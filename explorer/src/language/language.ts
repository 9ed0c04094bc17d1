import { computed, effect, signal } from '@preact/signals';
import { keep, kept } from '../preferences.js';
import { chinese } from './chinese.js';
import { english, type Words } from './english.js';

export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

const before = kept('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const language = signal<Language>(before === 'zh' ? 'zh' : 'en');

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});

/** Changes the language, and keeps it. */
export function speak(next: Language): void {
  language.value = next;
  keep('language', next);
}

/** The words of the page in its language. */
export const words = computed<Words>(() => (language.value === 'zh' ? chinese : english));

const formats = computed(() => {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  return {
    number: new Intl.NumberFormat(locale),
    percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    ago: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    seconds: new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumSignificantDigits: 2 }),
    minutes: new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', maximumSignificantDigits: 2 }),
  };
});

export const number = (value: number): string => formats.value.number.format(value);

export const percent = (share: number): string => formats.value.percent.format(share);

/** Returns a time that took so many milliseconds. */
export function duration(ms: number): string {
  const { seconds, minutes } = formats.value;
  return ms < 90_000 ? seconds.format(ms / 1_000) : minutes.format(ms / 60_000);
}

/** Returns a moment as people write it; the text itself when it is none. */
export function moment(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formats.value.moment.format(at);
}

/** Returns how long ago a moment was. */
export function ago(text: string): string {
  const seconds = Math.round((Date.parse(text) - Date.now()) / 1_000);
  const { ago: format } = formats.value;
  if (seconds > -90) return format.format(Math.min(0, seconds), 'second');
  if (seconds > -5_400) return format.format(Math.round(seconds / 60), 'minute');
  if (seconds > -129_600) return format.format(Math.round(seconds / 3_600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
