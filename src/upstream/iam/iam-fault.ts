import { Fault, type FaultDetails } from '../../kernel/fault.js';
import { hintFor, WEB_PAGE } from '../transport/hints.js';
import { isWebPage, passedFirewall, readVendorError } from '../transport/vendor-error.js';
import type { WireResponse } from '../transport/wire.js';
import { CredentialFault } from './credential-fault.js';
import type { CredentialProblem } from './token-store.js';

/** Codes that say more than the status (source: FACTS 7.4, from the vendor's IAM error table). */
const PROBLEM_OF_CODE: Readonly<Record<string, CredentialProblem>> = {
  'IAM.0061': 'locked',
  'IAM.0062': 'wrong_password',
  'IAM.0081': 'console_only',
  'IAM.0082': 'disabled',
  'IAM.0004': 'project_unknown',
  'IAM.1109': 'project_unknown',
};

/** What a status means when its code says nothing; a wrong password on /v3 comes without a code. */
const PROBLEM_OF_STATUS: Readonly<Record<number, CredentialProblem>> = {
  400: 'request_invalid',
  401: 'wrong_password',
  403: 'denied',
  404: 'project_unknown',
};

/**
 * What an answer of IAM other than the hoped-for one means. Whatever the same request would meet again is a
 * CredentialFault, so that it is not made again; never judged by the text, which comes in the site's language.
 *
 * @param now Unix milliseconds, for a Retry-After that is a date.
 */
export function iamFault(response: WireResponse, now: number): Fault {
  const { status } = response;
  const details = detailsOf(response, now);
  const { upstreamCode } = details;
  if (status === 429) return new Fault('throttled', 'IAM throttles', details);
  if (isFirewall(response)) {
    const hint = hintFor('blocked', undefined, undefined, true);
    return new Fault('blocked', `a web firewall answered ${status} in place of IAM`, { ...details, hint });
  }
  // A gateway that does not know the path says nothing about the project: a wrong endpoint, and as lasting.
  const problem =
    upstreamCode?.startsWith('APIGW.') === true && status === 404
      ? 'request_invalid'
      : ((status < 500 ? PROBLEM_OF_CODE[upstreamCode ?? ''] : undefined) ?? PROBLEM_OF_STATUS[status]);
  if (problem !== undefined) return new CredentialFault(problem, details);
  // 410 IAM.0020 is a fail-over: try again. Anything below 400 is not what the vendor documents.
  if (status === 410 || status >= 500) return new Fault('unavailable', `IAM answered ${status}`, details);
  if (status >= 400) return new CredentialFault('request_invalid', details);
  return new Fault('bad_payload', `IAM answered ${status}`, details);
}

/** Whether a web firewall answered in place of IAM. */
function isFirewall(response: WireResponse): boolean {
  const { status } = response;
  return status === 418 || (status < 500 && isWebPage(response) && passedFirewall(response));
}

function detailsOf(response: WireResponse, now: number): FaultDetails {
  const { status, headers } = response;
  const { code, requestId } = readVendorError(response);
  const webPage = isWebPage(response);
  return {
    status,
    // The nested shape of IAM repeats the status as its code, which is of no use.
    upstreamCode: code !== undefined && /^[A-Z]{1,8}\.\d{4}$/.test(code) ? code : undefined,
    upstreamRequestId: requestId,
    retryAfterMs: retryAfter(headers['retry-after'], now),
    hint: webPage ? WEB_PAGE : undefined,
  };
}

/** Seconds or an HTTP date; anything else is as good as absent. */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
