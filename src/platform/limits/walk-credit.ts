import { randomBytes } from 'node:crypto';
import { POINTS_WINDOW_S } from './counter.js';

/** What the first page of a walk has paid ahead for the pages behind it. Travels in the signed cursor. */
export interface WalkCredit {
  readonly id: string;
  /** Calls paid for, those of the first page included. */
  readonly points: number;
  /** Unix milliseconds; from then on pages pay for what they read. */
  readonly until: number;
}

/**
 * A credit that begins now. It ends with the window of its counter, because a new window would count from nothing: so it
 * can be used once only, however often its cursor is replayed.
 */
export function newWalkCredit(points: number): WalkCredit {
  return {
    id: randomBytes(9).toString('base64url'),
    points,
    until: Date.now() + POINTS_WINDOW_S * 1_000,
  };
}
