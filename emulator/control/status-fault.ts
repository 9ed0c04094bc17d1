import { json, type Answer } from '../gateway/answer.js';
import { deadToken, gatewayError, hssError, noSuchApi, notAuthorized } from '../gateway/errors.js';
import type { Settings } from '../settings.js';
import type { Fault } from './fault-script.js';

const THROTTLED =
  'The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 minute';

/** The vendor's body for each status, used when a script has none. */
function usual(status: number): Answer {
  switch (status) {
    case 400:
      return hssError('HSS.0001');
    case 401:
      return deadToken('APIGW.0307');
    case 403:
      return notAuthorized();
    case 404:
      return noSuchApi();
    case 429:
      return gatewayError(429, 'APIGW.0308', THROTTLED);
    case 500:
      return gatewayError(500, 'APIGW.0601', 'Internal server error.');
    case 502:
      return gatewayError(502, 'APIGW.0201', 'Backend unavailable.');
    case 503:
      return gatewayError(503, 'APIGW.0613', 'The IAM service is currently unavailable.');
    case 504:
      return gatewayError(504, 'APIGW.0201', 'Backend timeout.');
    default:
      return json(status, {});
  }
}

/** Returns the answer of a fault of kind `status` or `redirect`. */
export function scriptedAnswer(
  fault: Extract<Fault, { kind: 'status' | 'redirect' }>,
  settings: Settings,
): Answer {
  if (fault.kind === 'redirect') {
    return {
      status: fault.status ?? 302,
      headers: { Location: fault.location },
      body: '',
      contentType: 'text/html',
    };
  }
  const base = usual(fault.status);
  const headers: Record<string, string | string[]> = { ...base.headers, ...fault.headers };
  if (fault.retry_after_s !== undefined) {
    const at = Date.now() + settings.clock_offset_ms + fault.retry_after_s * 1000;
    headers['Retry-After'] =
      fault.retry_after_form === 'date' ? new Date(at).toUTCString() : String(fault.retry_after_s);
  }
  if (fault.body === undefined) return { ...base, status: fault.status, headers };
  const body = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
  return { status: fault.status, headers, body };
}
