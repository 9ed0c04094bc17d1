import { createHash } from 'node:crypto';
import { unusable } from './decode.js';

/** What an id from the vendor may look like: its own are UUIDs and hexadecimal. */
const VENDOR_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** No id begins so, neither the vendor's nor a caller's. */
const STAND_IN = '?';
/** Characters of a stand-in's digest: no two of a fleet are the same. */
const DIGEST_LENGTH = 22;

/**
 * The id as it came, or a stand-in for one that cannot be used: ids go into addresses, keys and cursors, so nothing of
 * an odd one is kept but a digest that tells it from others.
 */
export function vendorId(id: string): string {
  if (VENDOR_ID.test(id)) return id;
  return `${STAND_IN}${createHash('sha256').update(id).digest('base64url').slice(0, DIGEST_LENGTH)}`;
}

/** Whether this stands for an id that cannot be used: whatever bears it cannot be asked for. */
export function isStandIn(id: string): boolean {
  return id.startsWith(STAND_IN);
}

/** An id that goes into a later address. @throws Fault kind `bad_payload` when it cannot be used. */
export function usableId(id: string, what: string): string {
  if (!VENDOR_ID.test(id)) throw unusable(what, 'cannot be an id');
  return id;
}
