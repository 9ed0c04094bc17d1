/**
 * Joins texts so that different lists never give the same bytes: each part follows its length, so `a:b`, `c` differs from
 * `a`, `b:c`. Used for names of cache entries and for the data that a cipher or a signature protects.
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
