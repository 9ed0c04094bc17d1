import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const ALGORITHM = 'SDK-HMAC-SHA256';

/** The parts of an `Authorization` header of this algorithm. */
export interface SignatureHeader {
  readonly accessKey: string;
  /** Lower-case names in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** The parts of a request that a signature may cover. */
export interface SignedRequest {
  readonly method: string;
  /** Path as sent, percent-encoding included. */
  readonly path: string;
  /** The query as sent, without `?`. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Reads `SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`; returns undefined for anything else. */
export function parseAuthorization(header: string): SignatureHeader | undefined {
  const match =
    /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(header);
  if (match === null) return undefined;
  const [, accessKey, names, signature] = match as unknown as [string, string, string, string];
  return { accessKey, signedHeaders: names.split(';').map((name) => name.toLowerCase()), signature };
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Percent-encodes everything but letters, digits and `-_.~`, in upper case (RFC 3986). */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalPath(path: string): string {
  const parts = path.split('/').map((part) => percentEncode(percentDecode(part)));
  const joined = parts.join('/');
  return joined.endsWith('/') ? joined : `${joined}/`;
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  const pairs = rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const at = part.indexOf('=');
      const name = at < 0 ? part : part.slice(0, at);
      return [
        percentEncode(percentDecode(name)),
        percentEncode(at < 0 ? '' : percentDecode(part.slice(at + 1))),
      ];
    });
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function payloadHash(request: SignedRequest): string {
  const claimed = request.headers['x-sdk-content-sha256'];
  if (typeof claimed === 'string') return claimed;
  return createHash('sha256').update(request.body).digest('hex');
}

/** Returns the canonical request: the text whose hash is signed. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort();
  const headers = names.map((name) => {
    const value = request.headers[name];
    return `${name}:${(Array.isArray(value) ? value.join(',') : (value ?? '')).trim()}\n`;
  });
  return [
    request.method.toUpperCase(),
    canonicalPath(request.path),
    canonicalQuery(request.rawQuery),
    headers.join(''),
    names.join(';'),
    payloadHash(request),
  ].join('\n');
}

/** Returns the signature of a canonical request, in lower-case hexadecimal. */
export function sign(canonical: string, date: string, secretKey: string): string {
  const digest = createHash('sha256').update(canonical).digest('hex');
  return createHmac('sha256', secretKey).update(`${ALGORITHM}\n${date}\n${digest}`).digest('hex');
}

/** Compares two hexadecimal signatures in constant time. */
export function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Reads `YYYYMMDDTHHMMSSZ` as Unix milliseconds; returns NaN for anything else. */
export function signatureTime(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...number[]];
  return Date.UTC(year as number, (month as number) - 1, day, hour, minute, second);
}
