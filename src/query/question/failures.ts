import type { Failure } from '../../fleet/outcome.js';
import { Fault, type FaultKind } from '../../kernel/fault.js';
import { faultTitle, problemOf, upstreamFacts } from '../../platform/problem/fault-problem.js';
import { Problem } from '../../platform/problem/problem.js';
import type { HostFailure } from './answer.js';
import type { ProjectFailure } from './fleet-query.js';
import type { Target } from './target.js';

/** Most failures that a problem document lists. */
const LISTED = 1_000;

/** Returns a failed host as callers read it. */
export function failureDto(failure: Failure<Target, unknown>): HostFailure {
  const { fault, target } = failure;
  return {
    project: target.project.alias,
    host_id: target.hostId,
    code: fault.kind,
    title: faultTitle(fault.kind),
    retryable: fault.retryable,
    attempts: fault.attempts,
    ...upstreamFacts(fault),
  };
}

/** Makes the problem for `partial=forbid`: an answer with failures may not be given. */
export function incompleteAnswer(failures: readonly HostFailure[]): Problem {
  return new Problem('incomplete-answer', `${failures.length} host(s) could not be read`, {
    members: { failures: failures.slice(0, LISTED) },
  });
}

/** Makes the problem for an answer without anything in it: the most frequent fault, and a list of the failures. */
export function nothingAnswered(
  failures: readonly HostFailure[],
  causes: readonly Failure<Target, unknown>[] = [],
): Problem {
  // The caller named hosts that the vendor does not know: that is an error of the input, not an outage.
  if (failures.length > 0 && failures.every(({ code, host_id }) => code === 'not_found' && host_id !== '*')) {
    return new Problem('not-found', 'The vendor knows none of the hosts', {
      members: { failures: failures.slice(0, LISTED) },
    });
  }
  const counts = new Map<FaultKind, number>();
  for (const failure of failures) counts.set(failure.code, (counts.get(failure.code) ?? 0) + 1);
  const [kind] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? (['unavailable', 0] as const);
  // The shortest wait of these faults.
  let retryAfterMs = Infinity;
  for (const { fault } of causes)
    if (fault.kind === kind) retryAfterMs = Math.min(retryAfterMs, fault.retryAfterMs ?? Infinity);
  const retryAfter = retryAfterMs === Infinity ? {} : { retryAfterMs };
  const first = failures.find(({ code }) => code === kind);
  const facts = {
    upstreamCode: first?.upstream_code,
    upstreamRequestId: first?.upstream_request_id,
    hint: first?.hint,
  };
  return problemOf(new Fault(kind, 'no host could be read', { ...retryAfter, ...facts }), {
    members: { failures: failures.slice(0, LISTED) },
  });
}

/** Returns the failure of a project whose hosts could not be listed, or not all for certain: the missing ones are not known. */
export function projectFailureDto({ project, hostId = '*', fault }: ProjectFailure): HostFailure {
  return {
    project: project.alias,
    host_id: hostId,
    code: fault.kind,
    title: faultTitle(fault.kind),
    retryable: fault.retryable,
    attempts: fault.attempts,
    ...upstreamFacts(fault),
  };
}

/** Returns the failure of a whole query: not even the hosts of its projects could be found. */
export function fleetFailureDto(fault: Fault): HostFailure {
  return {
    project: '*',
    host_id: '*',
    code: fault.kind,
    title: faultTitle(fault.kind),
    retryable: fault.retryable,
    attempts: fault.attempts,
    ...upstreamFacts(fault),
  };
}
