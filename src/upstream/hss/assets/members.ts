import { flagOf, instantOf, integerOf, textOf, unusable, type WireObject } from '../decode.js';
import { vendorId } from '../vendor-id.js';

/** Reads one member of a vendor row. @throws Fault kind `bad_payload`. */
export type Member<T> = (row: WireObject) => T;

/** The members of a row by the names that callers see. What is not listed is dropped: a row never holds more than we know. */
export type Members = Readonly<Record<string, Member<unknown>>>;

type Decoded<M extends Members> = { readonly [Name in keyof M]: ReturnType<M[Name]> };

export const text =
  (name: string): Member<string | null> =>
  (row) =>
    textOf(row[name], name);

export const integer =
  (name: string): Member<number | null> =>
  (row) =>
    integerOf(row[name], name);

export const flag =
  (name: string): Member<boolean | null> =>
  (row) =>
    flagOf(row[name], name);

/** 0 or 1, which some members use for false and true; either form is taken. */
export const bit =
  (name: string): Member<boolean | null> =>
  (row) => {
    const value = row[name];
    if (value === 0 || value === 1) return value === 1;
    return flagOf(value, name);
  };

/** 13-digit Unix milliseconds as RFC 3339. */
export const instant =
  (name: string): Member<string | null> =>
  (row) =>
    instantOf(row[name], name);

/** An integer that some calls write as text (`"1"`), as upstream does with the kind of auto-start items. */
export const integerOrDigits =
  (name: string): Member<number | null> =>
  (row) => {
    const value = row[name];
    if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
    return value === '' ? null : integerOf(value, name);
  };

/** A decoded row: its server, as far as its list names it, and the members that callers see. */
export interface LocatedRow<Members extends object = object> {
  readonly hostId: string | null;
  readonly hostName: string | null;
  readonly hostIp: string | null;
  readonly members: Members;
}

/**
 * Makes a decoder of rows that have these members.
 *
 * @returns a decoder. `askedHost` is the server that was asked, if one was. A row that names another one is wrong and
 *   refused; a row that names none is taken to be of the server asked.
 */
export function decoderOf<M extends Members>(
  members: M,
): (row: WireObject, askedHost?: string) => LocatedRow<Decoded<M>> {
  const readers = Object.entries(members);
  return (row, askedHost) => {
    const hostId = textOf(row['host_id'], 'host_id');
    if (askedHost !== undefined && hostId !== null && hostId !== askedHost)
      throw unusable('host_id', 'is not the server that was asked');
    const decoded: Record<string, unknown> = {};
    for (const [name, read] of readers) decoded[name] = read(row);
    return {
      hostId: hostId === null || hostId === askedHost ? (askedHost ?? null) : vendorId(hostId),
      hostName: textOf(row['host_name'], 'host_name'),
      hostIp: textOf(row['host_ip'], 'host_ip'),
      members: decoded as Decoded<M>,
    };
  };
}
