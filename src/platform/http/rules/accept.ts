import Negotiator from 'negotiator';

/** Longest `Accept` or `Accept-Encoding` that is read, in characters; a choice: browsers send under 200. */
const MAX_LENGTH = 1_024;

/**
 * The name of the type that `Accept` likes best (RFC 9110, 12.5.1): by weight, then by how exactly it is named, then as
 * the client lists them, then as they are offered. Without `Accept` the first; undefined when none is acceptable.
 *
 * @param offered media types by name. A range whose parameters a type does not have is not that type.
 */
export function preferred<Name extends string>(
  accept: string | undefined,
  offered: Readonly<Record<Name, string>>,
): Name | undefined {
  const names = Object.keys(offered) as Name[];
  const text = withinLength(accept ?? '').trim();
  if (text === '') return names[0];
  // The client that comes with Java names everything by one star, which no standard knows.
  const known = text.replace(/(^|,)[ \t]{0,9}\*(?=[ \t]{0,9}(?:[;,]|$))/g, '$1*/*');
  const found = new Negotiator({ headers: { accept: known } }).mediaType(Object.values(offered));
  return names.find((name) => offered[name] === found);
}

/** Whether `Accept-Encoding` lets gzip through and likes nothing better (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  const headers = { 'accept-encoding': withinLength(String(acceptEncoding ?? '')) };
  return new Negotiator({ headers }).encoding(['gzip', 'identity']) === 'gzip';
}

/** The members of a list that lie within the length that is read. */
function withinLength(list: string): string {
  return list.length <= MAX_LENGTH ? list : list.slice(0, Math.max(0, list.lastIndexOf(',', MAX_LENGTH)));
}
