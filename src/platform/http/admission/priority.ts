import type { IncomingHttpHeaders } from 'node:http';

/** What nobody names has this urgency; a higher number is less urgent (RFC 9218 section 4.1). */
const DEFAULT_URGENCY = 3;

/**
 * Whether a request says of itself that it can wait: `Priority` with an urgency of 4 to 7, 7 being background work
 * (RFC 9218). What cannot be understood is passed over, as the RFC asks.
 */
export function canWait({ priority }: IncomingHttpHeaders): boolean {
  if (priority === undefined) return false;
  const urgency = /(?:^|,)[ \t]{0,9}u=([0-7])(?:[ \t;,]|$)/.exec(String(priority).slice(0, 100))?.[1];
  return Number(urgency ?? DEFAULT_URGENCY) > DEFAULT_URGENCY;
}
