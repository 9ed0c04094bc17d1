import {
  flagOf,
  instantOf,
  integerOf,
  textOf,
  unusable,
  writtenInstantOf,
  type WireObject,
} from '../decode.js';
import { vendorId } from '../vendor-id.js';

/** Reads one member of a vendor row. @throws Fault kind `bad_payload`. */
export interface Member<T> {
  (row: WireObject): T;
  /** The vendor's name of what it reads. */
  readonly vendorName: string;
}

/** The members of a row by the names that callers see. What is not listed is dropped: a row never holds more than we know. */
export type Members = Readonly<Record<string, Member<unknown>>>;

/** The vendor's names of a member, by the name that callers see. A member that the vendor does not have is not in it. */
export type VendorNames = Readonly<Record<string, readonly string[]>>;

type Decoded<M extends Members> = { readonly [Name in keyof M]: ReturnType<M[Name]> };

/** Attaches the vendor's name to a reader. It returns the same function: a wrapper would cost a call for each member of each row. */
export function member<T>(vendorName: string, read: (row: WireObject) => T): Member<T> {
  return Object.assign(read, { vendorName });
}

/** Makes a reader that checks the value of one member, and names the member in its faults. */
const checked =
  <T>(check: (value: unknown, what: string) => T) =>
  (name: string): Member<T> =>
    member(name, (row) => check(row[name], name));

export const text = checked(textOf);
export const integer = checked(integerOf);
export const flag = checked(flagOf);

/** 0 or 1, which some members use for false and true; either form is taken. */
export const bit = checked((value, name) => (value === 0 || value === 1 ? value === 1 : flagOf(value, name)));

/** 13-digit Unix milliseconds as RFC 3339. */
export const instant = checked(instantOf);

/** A time that the vendor writes as text, as RFC 3339. */
export const writtenInstant = checked(writtenInstantOf);

/** An integer that some calls write as text (`"1"`), as upstream does with the kind of auto-start items. */
export const integerOrDigits = checked((value, name) => {
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return value === '' ? null : integerOf(value, name);
});

/** A decoded row: its server, as far as its list names it, and the members that callers see. */
export interface LocatedRow<Members extends object = object> {
  readonly hostId: string | null;
  readonly hostName: string | null;
  readonly hostIp: string | null;
  readonly members: Members;
}

/**
 * Decodes a row of a list.
 *
 * @param askedHost the server that was asked, if one was. A row that names another one is wrong and refused; a row that names
 *   none is taken to be of the server asked.
 * @throws Fault kind `bad_payload`.
 */
export type RowDecoder<M extends object> = (row: WireObject, askedHost?: string) => LocatedRow<M>;

/** How most lists call name and address of a row's server. */
const HOST_MEMBERS = { name: 'host_name', ip: 'host_ip' };

/**
 * Makes a decoder of rows that have these members.
 *
 * @param host the vendor's names of the members that say the server's name and address.
 */
export function decoderOf<M extends Members>(members: M, host = HOST_MEMBERS): RowDecoder<Decoded<M>> {
  const readers = Object.entries(members);
  return (row, askedHost) => {
    const hostId = textOf(row['host_id'], 'host_id');
    if (askedHost !== undefined && hostId !== null && hostId !== askedHost)
      throw unusable('host_id', 'is not the server that was asked');
    const decoded: Record<string, unknown> = {};
    for (const [name, read] of readers) decoded[name] = read(row);
    return {
      hostId: hostId === null || hostId === askedHost ? (askedHost ?? null) : vendorId(hostId),
      hostName: textOf(row[host.name], host.name),
      hostIp: textOf(row[host.ip], host.ip),
      members: decoded as Decoded<M>,
    };
  };
}

/** Returns what the vendor calls these members. */
export function vendorNamesOf(members: Members): VendorNames {
  return Object.fromEntries(Object.entries(members).map(([name, { vendorName }]) => [name, [vendorName]]));
}
