import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../platform/redis/length-prefixed.js';
import type { TokenSlot } from './token-store.js';

/** A name for the slot that no other slot has, whatever stands in its parts. */
export function slotDigest(slot: TokenSlot): string {
  const parts = lengthPrefixed([slot.iam, slot.account, slot.user, slot.project]);
  return createHash('sha256').update(parts).digest('base64url');
}
