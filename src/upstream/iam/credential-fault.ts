import { Fault, type FaultDetails } from '../../kernel/fault.js';
import type { CredentialProblem } from './token-store.js';

/** What an operator can do about each problem. */
const HINTS: Readonly<Record<CredentialProblem, string>> = {
  wrong_password:
    'Correct account, user and password of the credential; each wrong try brings the user nearer to being locked.',
  locked:
    'The user is locked after wrong passwords: wait until the lock ends, or have the administrator end it.',
  console_only:
    'The user may use the console only: allow programmatic access, or take an access key (kind: ak-sk).',
  disabled: 'The user is disabled: the administrator of the account can enable it.',
  denied: 'IAM does not let the user sign in: check its rights, and whether it needs a second factor.',
  project_unknown: 'IAM does not know the project: check region and project_id.',
  request_invalid: 'IAM does not understand the sign-in: check iam_endpoint.',
  token_not_accepted:
    'IAM issues tokens that HSS refuses: check that iam_endpoint and hss_endpoint belong to the same region.',
  signature_refused:
    'Signatures of the access key do not verify: check access_key, secret_key and the clock of this machine.',
};

/** The vendor refuses the credential and would refuse it again: a Fault of kind `credential` that says in what way. */
export class CredentialFault extends Fault {
  constructor(
    readonly problem: CredentialProblem,
    details: FaultDetails = {},
  ) {
    super('credential', `the vendor refuses the credential: ${problem}`, {
      ...details,
      hint: details.hint ?? HINTS[problem],
    });
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
    hint: fault.hint,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const copy =
    fault instanceof CredentialFault
      ? new CredentialFault(fault.problem, details)
      : new Fault(fault.kind, fault.message, details);
  copy.attempts = fault.attempts;
  return copy;
}
