import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** Longest `Accept` or `Accept-Encoding` that is read, in characters; a choice: browsers send under 200. */
const MAX_LENGTH = 1_024;

/** Headers whose meaning is remembered, and the longest of them. A choice: clients of one kind send the same ones. */
const REMEMBERED = 100;
const LONGEST_REMEMBERED = 200;

/** Nothing acceptable: a cache holds no undefined. */
const NOTHING = Symbol('nothing');
type Offered = Readonly<Record<string, string>>;
const types = new WeakMap<Offered, LRUCache<string, string | typeof NOTHING>>();

/**
 * The name of the type that `Accept` likes best (RFC 9110, 12.5.1): by weight, then by how exactly it is named, then as
 * the client lists them, then as they are offered. Without `Accept` the first; undefined when none is acceptable.
 *
 * @param offered media types by name. A range whose parameters a type does not have is not that type. What `Accept` means
 *   is remembered for each object that is given here, so give a constant.
 */
export function preferred<Name extends string>(
  accept: string | undefined,
  offered: Readonly<Record<Name, string>>,
): Name | undefined {
  const text = accept ?? '';
  if (text.length > LONGEST_REMEMBERED) return negotiated(text, offered);
  let known = types.get(offered);
  if (known === undefined) types.set(offered, (known = new LRUCache({ max: REMEMBERED })));
  let name = known.get(text);
  if (name === undefined) known.set(text, (name = negotiated(text, offered) ?? NOTHING));
  return name === NOTHING ? undefined : (name as Name);
}

function negotiated<Name extends string>(
  accept: string,
  offered: Readonly<Record<Name, string>>,
): Name | undefined {
  const names = Object.keys(offered) as Name[];
  const text = withinLength(accept).trim();
  if (text === '') return names[0];
  // The client that comes with Java names everything by one star, which no standard knows.
  const known = text.replace(/(^|,)[ \t]{0,9}\*(?=[ \t]{0,9}(?:[;,]|$))/g, '$1*/*');
  const found = new Negotiator({ headers: { accept: known } }).mediaType(Object.values(offered));
  return names.find((name) => offered[name] === found);
}

/** Content codings that we send, the best first: it wins where the client likes several equally. */
export const CODINGS = ['zstd', 'br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/**
 * Returns the content coding that `Accept-Encoding` likes best (RFC 9110, 12.5.3), or `identity` for none. Undefined when
 * the client takes neither these nor an answer without a coding.
 */
export function preferredCoding(
  acceptEncoding: string | string[] | undefined,
  offered: readonly Coding[],
): Coding | 'identity' | undefined {
  const headers = { 'accept-encoding': withinLength(String(acceptEncoding ?? '')) };
  const names = CODINGS.filter((coding) => offered.includes(coding));
  // The types of the package do not know its second parameter.
  const negotiator = new Negotiator({ headers }) as unknown as {
    encoding(names: readonly string[], options: { preferred: readonly string[] }): string | undefined;
  };
  return negotiator.encoding([...names, 'identity'], { preferred: names }) as Coding | 'identity' | undefined;
}

/** The members of a list that lie within the length that is read. */
function withinLength(list: string): string {
  return list.length <= MAX_LENGTH ? list : list.slice(0, Math.max(0, list.lastIndexOf(',', MAX_LENGTH)));
}
