import { Fault, type FaultDetails, type FaultKind } from '../../kernel/fault.js';
import type { StatedLimit } from '../../resilience/quota.js';
import { hintFor, type RefusedCall } from './hints.js';
import { isWebPage, passedFirewall, readVendorError } from './vendor-error.js';
import type { WireResponse } from './wire.js';

/** Kind `throttled`, with what the vendor said about its limit, if it did. */
export class ThrottledFault extends Fault {
  constructor(
    message: string,
    details: FaultDetails,
    readonly stated: StatedLimit | undefined,
  ) {
    super('throttled', message, details);
  }
}

/**
 * Codes that say more than the status: HSS answers 400 for a missing object or right, the gateway and IAM mostly use
 * the status as meant. Source: the vendor's error code pages of HSS, the API gateway and IAM. `APIG.` is read as
 * `APIGW.`.
 */
const KIND_BY_CODE: ReadonlyMap<string, FaultKind> = new Map<string, FaultKind>([
  ['HSS.0001', 'rejected'],
  ['HSS.0002', 'rejected'],
  ['HSS.0010', 'forbidden'],
  // The bare form of HSS.0010.
  ['00000010', 'forbidden'],
  ['HSS.0011', 'not_found'],
  ['HSS.0013', 'forbidden'],
  ['HSS.0014', 'forbidden'],
  ['HSS.0041', 'unavailable'],
  // A server without agent, or one whose agent is away: a state of that server, which no retry changes and which says
  // nothing about the vendor's health.
  ['HSS.1001', 'rejected'],
  ['HSS.1006', 'rejected'],
  ['HSS.1007', 'rejected'],
  // "Look-up failed" is what an unknown policy, server, report, file or group gets.
  ['HSS.1004', 'not_found'],
  ['HSS.1005', 'not_found'],
  ['HSS.1008', 'not_found'],
  ['HSS.1017', 'not_found'],
  ['HSS.1018', 'not_found'],
  ['HSS.1019', 'not_found'],
  ['HSS.1021', 'not_found'],
  // No such path: our mistake or a region without the API, not a missing object.
  ['APIGW.0101', 'rejected'],
  ['APIGW.0301', 'credential'],
  ['APIGW.0302', 'forbidden'],
  ['APIGW.0307', 'credential'],
  ['APIGW.0308', 'throttled'],
  ['APIGW.0310', 'forbidden'],
  ['APIGW.0401', 'forbidden'],
  ['APIGW.0402', 'forbidden'],
  ['APIGW.0610', 'unavailable'],
  ['APIGW.0613', 'unavailable'],
  ['APIGW.0802', 'forbidden'],
  ['IAM.0001', 'credential'],
  ['IAM.0002', 'forbidden'],
  ['IAM.0003', 'forbidden'],
  ['IAM.0004', 'not_found'],
  ['IAM.0006', 'unavailable'],
  ['IAM.0012', 'throttled'],
  ['IAM.0020', 'unavailable'],
  ['IAM.0061', 'credential'],
  ['IAM.0062', 'credential'],
  ['IAM.0066', 'credential'],
  ['IAM.0067', 'credential'],
  ['IAM.0081', 'credential'],
  ['IAM.0082', 'credential'],
  ['IAM.1103', 'rejected'],
  ['IAM.1109', 'not_found'],
]);

/** Longest wait believed, milliseconds: a slip of the vendor must not shut us up for a day. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Classifies an answer that is not a success. Reads every error shape of the vendor; keeps code and request id, never
 * the text: it follows the site's language, and may echo what we sent.
 *
 * @param nowMs Unix milliseconds, for a `Retry-After` date in an answer without a `Date` of its own.
 * @param call the refused call; without it, hints do not name the right that it needs.
 */
export function toFault(response: WireResponse, nowMs: number = Date.now(), call?: RefusedCall): Fault {
  const { status, headers } = response;
  const said = readVendorError(response);
  const webPage = said.code === undefined && isWebPage(response);
  const kind = webPage && isFirewall(response) ? 'blocked' : kindOf(status, said.code);
  const details: FaultDetails = {
    status,
    upstreamCode: said.code,
    upstreamRequestId: said.requestId,
    hint: hintFor(kind, said.code, call, webPage),
    retryAfterMs: retryAfterMs(headers, nowMs),
  };
  const message = `upstream answered ${status}${said.code === undefined ? '' : ` ${said.code}`}${webPage ? ' with a web page' : ''}`;
  return kind === 'throttled'
    ? new ThrottledFault(message, details, statedLimit(said.text))
    : new Fault(kind, message, details);
}

/** Whether a web page is the block page of the vendor's web firewall. Pages of failing servers pass through it as well. */
function isFirewall(response: WireResponse): boolean {
  const { status } = response;
  return status === 418 || (status >= 400 && status < 500 && status !== 429 && passedFirewall(response));
}

function kindOf(status: number, code: string | undefined): FaultKind {
  // Redirects are never followed, so one is an answer that nobody documented; so is a success that came here.
  if (status < 400) return 'bad_payload';
  if (status === 429) return 'throttled';
  // The firewall's status; nothing of the vendor's own answers with it.
  if (status === 418) return 'blocked';
  const byCode = code === undefined ? undefined : KIND_BY_CODE.get(code.replace(/^APIG\./, 'APIGW.'));
  // A server error under a code of the caller's mistakes stays the server's.
  if (byCode !== undefined && (status < 500 || byCode === 'throttled')) return byCode;
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 401) return 'credential';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not_found';
  return 'rejected';
}

/** Seconds or an HTTP date; a date counts from the answer's own `Date`, so the vendor's clock may be wrong. */
function retryAfterMs(headers: WireResponse['headers'], nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(MAX_RETRY_AFTER_MS, Number(value) * 1_000);
  // A number that is no whole count of seconds is no date either, though Date.parse would take it for a year.
  if (!/^[A-Z][a-z]{2}/.test(value)) return undefined;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const sentAt = Date.parse(headers['date'] ?? '');
  const waitMs = at - (Number.isNaN(sentAt) ? nowMs : sentAt);
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs));
}

const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * The limit named in a throttle text: `limit:5,time:1 minute` of the gateway, `10 times per 60 seconds` of IAM. A
 * hint, seen in real answers and documented nowhere; undefined when it does not look like one.
 */
function statedLimit(text: string | undefined): StatedLimit | undefined {
  if (text === undefined) return undefined;
  const match =
    /limit:\s?(\d{1,7}),\s?time:\s?(\d{1,5}) ?(second|minute|hour|day)/i.exec(text) ??
    /(\d{1,7}) times per (\d{1,5}) (second|minute|hour|day)/i.exec(text);
  const calls = Number(match?.[1]);
  const windowMs = Number(match?.[2]) * (UNIT_MS[match?.[3]?.toLowerCase() ?? ''] ?? NaN);
  return calls >= 1 && windowMs >= 1_000 && windowMs <= 86_400_000 ? { calls, windowMs } : undefined;
}
