/** A range of bytes of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the bytes that a `Range` header asks for. Undefined stands for the whole file: without the header, when it asks
 * for several ranges or in another unit, or when `If-Range` names another version (RFC 9110, sections 13.1.5 and 14.2).
 *
 * @returns `outside` when the file has no such bytes.
 */
export function byteRange(
  size: number,
  etag: string,
  header: string | undefined,
  ifRange: string | undefined,
): ByteRange | 'outside' | undefined {
  if (header === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'outside' : { start: size - count, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'outside' : { start, end };
}
