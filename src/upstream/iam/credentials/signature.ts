import { createHash, createHmac } from 'node:crypto';

/** What is signed; names and values of headers as they will be sent. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  /** The headers to sign; `host` and `x-sdk-date` among them. Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';

/**
 * The value of `Authorization` for a request signed with an access key, SDK-HMAC-SHA256 (source: vendor's API signing
 * guide; FACTS 3.2). Signs exactly `request.headers`.
 *
 * @throws RangeError when `x-sdk-date` is not among the headers.
 */
export function signatureOf(request: SignableRequest, accessKey: string, secretKey: string): string {
  const headers = Object.entries(request.headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => compare(a, b));
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1];
  if (date === undefined) throw new RangeError('a signed request needs the header X-Sdk-Date');
  const names = headers.map(([name]) => name).join(';');
  const toSign = `${ALGORITHM}\n${date}\n${canonicalRequestHash(request, headers, names)}`;
  const signature = createHmac('sha256', secretKey).update(toSign).digest('hex');
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`;
}

/** The instant as `X-Sdk-Date` wants it: UTC, `YYYYMMDDTHHMMSSZ`. */
export function sdkDate(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d{3}|[-:]/g, '');
}

function canonicalRequestHash(
  request: SignableRequest,
  headers: readonly (readonly [string, string])[],
  names: string,
): string {
  const [path = '/', query = ''] = splitOnce(request.path, '?');
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query),
    headers.map(([name, value]) => `${name}:${value}\n`).join(''),
    names,
    sha256(request.body ?? ''),
  ].join('\n');
  return sha256(canonical);
}

/** Ends in a slash that the URL itself does not have. */
function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitOnce(pair, '=').map((part) => encode(decodeURIComponent(part.replaceAll('+', ' ')))))
    .map(([name = '', value = '']) => [name, value] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** RFC 3986: everything but `A-Z a-z 0-9 - _ . ~`, which `encodeURIComponent` widens by five characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** By code unit; a locale's order would not be the vendor's. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
