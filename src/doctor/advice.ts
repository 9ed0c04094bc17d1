import type { Fault, FaultKind } from '../kernel/fault.js';
import { ThrottledFault } from '../upstream/transport/fault-mapping.js';
import type { Finding } from './finding.js';

type Advice = Pick<Finding, 'outcome' | 'text' | 'code' | 'requestId' | 'setting'>;

/** What to do about a fault without a hint of its own. */
const KIND_ADVICE: Partial<Readonly<Record<FaultKind, string>>> = {
  network: 'No answer came: check DNS, firewall and proxy.',
  timeout: 'No answer came in time: check the network, or raise upstream.attempt_timeout_ms.',
  deadline: 'No answer came in time: check the network, or raise upstream.attempt_timeout_ms.',
  unavailable: 'The vendor has trouble: try again later.',
  bad_payload: 'The answer is not what the vendor documents.',
  not_found: 'The vendor does not know this object.',
  rejected: 'The vendor calls the request invalid.',
  forbidden: 'A right is missing.',
  credential: 'The vendor refuses the credential.',
};

/** Says in words what a fault means and what to do about it. */
export function adviceFor(fault: Fault): Advice {
  const { upstreamCode: code, upstreamRequestId: requestId, status, kind } = fault;
  const stated = fault instanceof ThrottledFault ? fault.stated : undefined;
  const seen = [status, code].filter((each) => each !== undefined).join(' ');
  const limit =
    stated === undefined
      ? ''
      : `The quota is used up: ${stated.calls} calls in ${stated.windowMs / 1_000} s. `;
  const text = limit + (fault.hint ?? KIND_ADVICE[kind] ?? fault.message);
  const outcome = kind === 'throttled' ? 'quota' : kind === 'forbidden' ? 'right' : 'trouble';
  return {
    outcome,
    text: seen === '' ? text : `${seen}: ${text}`,
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(stated === undefined ? {} : { setting: `upstream.quota.calls_per_minute: ${perMinute(stated)}` }),
  };
}

function perMinute({ calls, windowMs }: { readonly calls: number; readonly windowMs: number }): number {
  return Math.max(1, Math.floor((calls * 60_000) / windowMs));
}
