import { createHash } from 'node:crypto';

/** Longest text that stays as it is, in UTF-16 units: ids of containers do (64), and six of three bytes each fit a cursor. */
const LONGEST = 72;
const KEPT = 60;

/**
 * A text short enough for a cursor that still tells it from any other: its beginning and a digest of all of it. Orders
 * look at texts through this, so that a place remembered by it can be found again; paths may be 4 096 characters long.
 */
export function shortKey(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, KEPT)}~${createHash('sha256')
    .update(text)
    .digest('base64url')
    .slice(0, LONGEST - KEPT - 1)}`;
}
