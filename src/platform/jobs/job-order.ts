import type { JobOrder } from './jobs.js';

export const DAY_MS = 86_400_000;
const KIND = /^[a-z][a-z-]{0,31}$/;
const ID = /^[A-Za-z0-9_-]{1,128}$/;
const MOST_PAYLOAD = 65_536;

/** @throws RangeError for a kind, an id or a payload outside of what `JobOrder` says. */
export function checkOrder({ kind, id, payload = '' }: JobOrder): void {
  if (!KIND.test(kind)) throw new RangeError('the kind of a job is 1 to 32 of a-z and -');
  if (!ID.test(id)) throw new RangeError('the id of a job is 1 to 128 of A-Z a-z 0-9 _ -');
  if (payload.length > MOST_PAYLOAD) throw new RangeError('the payload of a job has up to 64 KiB');
}
