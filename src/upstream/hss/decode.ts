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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `2027-06-01 08:00:00`, also with `/`, `T`, without a time, or with a zone. */
const DATED =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?(?:\.\d{1,9})? ?(Z|UTC|GMT|[+-]\d{2}:\d{2})?$/;
/** `Jun  1 08:00:00 2027 GMT`, as OpenSSL writes times of certificates. */
const OPENSSL = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) GMT$/;

/**
 * An instant from text in one of the usual forms, as RFC 3339. The vendor documents none. Text without a zone is read as UTC,
 * which is what certificates are written in. Text of any other form is null: a wrong time would be worse than none.
 */
export function writtenInstantOf(value: unknown, what: string): string | null {
  const text = textOf(value, what)?.trim();
  if (text === undefined) return null;
  const dated = DATED.exec(text);
  if (dated !== null) {
    const [, year = '', month = '', day = '', time = '00:00:00', zone = 'Z'] = dated;
    return instantAt(`${year}-${month}-${day}`, time, /^[UG]/.test(zone) ? 'Z' : zone);
  }
  const openSsl = OPENSSL.exec(text);
  if (openSsl !== null) {
    const [, name = '', day = '', time = '', year = ''] = openSsl;
    const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
    return instantAt(`${year}-${month}-${day.padStart(2, '0')}`, time, 'Z');
  }
  return null;
}

/** The instant as RFC 3339 in UTC; null for a day or a time that does not exist. */
function instantAt(day: string, time: string, zone: string): string | null {
  const exists = !Number.isNaN(Date.parse(`${day}T${time}Z`));
  // `Date` takes the 31st of a short month for a day of the next one.
  if (!exists || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return null;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** A Fault that names the member but never its content. */
export function unusable(what: string, why: string): Fault {
  return new Fault('bad_payload', `${what} ${why}`);
}
