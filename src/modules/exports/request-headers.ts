import { invalidRequest } from '../../platform/problem/problem.js';

/** Longest wait that is granted, in seconds; choice: shorter than the idle time of usual proxies. */
const MAX_WAIT_S = 55;

/** A caller's name for one order. @throws Problem `invalid-request`. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw invalidRequest([
    { parameter: 'Idempotency-Key', detail: 'must be 1 to 255 visible ASCII characters' },
  ]);
}

/** Seconds that `Prefer: wait=` asks for (RFC 7240), as many as are granted; 0 when it does not ask. */
export function wantedWaitS(prefer: string | undefined): number {
  const wait = /(?:^|[,;])\s{0,8}wait\s{0,8}=\s{0,8}"?(\d{1,6})"?\s{0,8}(?:[,;]|$)/i.exec(prefer ?? '')?.[1];
  return wait === undefined ? 0 : Math.min(Number(wait), MAX_WAIT_S);
}
