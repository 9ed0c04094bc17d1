/**
 * Joins texts so that different lists never give the same bytes: each part stands behind its length, so `a:b` and `c`
 * is not `a` and `b:c`. For names of cache entries and for what a cipher or a signature binds.
 */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}
