import { Fault } from '../../kernel/fault.js';

/** A vendor object whose members are all optional and untrusted. */
export type WireObject = Readonly<Record<string, unknown>>;

/** The value as an object. @throws Fault kind `bad_payload` for anything else. */
export function objectOf(value: unknown, what: string): WireObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unusable(what, 'is not an object');
  return value as WireObject;
}

/** Text, or null when it is absent, null or empty: the vendor uses all three for "not set". */
export function textOf(value: unknown, what: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw unusable(what, 'is not text');
  return value;
}

/** An integer, or null when absent or null. @throws Fault kind `bad_payload` for anything else, numbers in text included. */
export function integerOf(value: unknown, what: string): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isSafeInteger(value)) throw unusable(what, 'is not an integer');
  return value as number;
}

/** True or false, or null when absent or null. */
export function flagOf(value: unknown, what: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw unusable(what, 'is not true or false');
  return value;
}

/** A list of texts; absent and null are empty, and so are empty members (an example shows `[""]`). */
export function textsOf(value: unknown, what: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw unusable(what, 'is not a list');
  return value.flatMap((each) => {
    const text = textOf(each, what);
    return text === null ? [] : [text];
  });
}

/** An instant from 13-digit Unix milliseconds as RFC 3339; 0, -1, absent and null mean "never". */
export function instantOf(value: unknown, what: string): string | null {
  const ms = integerOf(value, what);
  if (ms === null || ms <= 0) return null;
  if (ms > 8.64e15) throw unusable(what, 'is not a time');
  return new Date(ms).toISOString();
}

/** A Fault that names the member but never its content. */
export function unusable(what: string, why: string): Fault {
  return new Fault('bad_payload', `${what} ${why}`);
}
