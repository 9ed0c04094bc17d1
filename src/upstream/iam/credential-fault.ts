import { Fault, type FaultDetails } from '../../kernel/fault.js';
import type { CredentialProblem } from './token-store.js';

/** The vendor refuses the credential and would refuse it again: a Fault of kind `credential` that says in what way. */
export class CredentialFault extends Fault {
  constructor(
    readonly problem: CredentialProblem,
    details: FaultDetails = {},
  ) {
    super('credential', `the vendor refuses the credential: ${problem}`, details);
  }
}

/**
 * The same fault for another receiver.
 *
 * @param retryAfterMs replaces the vendor's own wish, when given.
 */
export function copyFault(fault: Fault, retryAfterMs = fault.retryAfterMs): Fault {
  const details: FaultDetails = {
    cause: fault.cause ?? fault,
    ...(fault.status === undefined ? {} : { status: fault.status }),
    ...(fault.upstreamCode === undefined ? {} : { upstreamCode: fault.upstreamCode }),
    ...(fault.upstreamRequestId === undefined ? {} : { upstreamRequestId: fault.upstreamRequestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const copy =
    fault instanceof CredentialFault
      ? new CredentialFault(fault.problem, details)
      : new Fault(fault.kind, fault.message, details);
  copy.attempts = fault.attempts;
  return copy;
}
