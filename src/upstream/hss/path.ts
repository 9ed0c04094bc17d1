import { Fault } from '../../kernel/fault.js';

/**
 * What may stand as one segment of an upstream path. Percent-encoding is not enough: `..` and `.` pass it unchanged
 * and would climb. The vendor's ids are UUIDs, hexadecimal or file names.
 */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/;

/** The text as a path segment. @throws Fault kind `rejected` when it could be anything but one plain segment. */
export function segment(text: string): string {
  if (!SEGMENT.test(text)) throw new Fault('rejected', 'an id cannot be part of an upstream path');
  return text;
}

/** `/asset/{host_id}/web-site` with its parts filled in. @throws Fault kind `rejected` for a part that is no plain segment. */
export function filled(api: string, params?: Readonly<Record<string, string>>): string {
  if (params === undefined) return api;
  let path = api;
  for (const [name, value] of Object.entries(params)) path = path.replace(`{${name}}`, () => segment(value));
  return path;
}

export type QueryValue = string | number | boolean | undefined;

/** `?a=1&b=2` with everything encoded, in the order given; empty text when nothing is set. */
export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`;
  }
  return text;
}
