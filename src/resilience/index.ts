/** The face of the room: what others build with. Inside the room, import the file. */
export { AdaptiveWindow, type AdaptiveWindowOptions } from './adaptive-window.js';
export { Aimd, type AimdOptions, type AimdSample } from './aimd.js';
export { AttemptTimeout } from './attempt-timeout.js';
export { Backoff, type BackoffOptions } from './backoff.js';
export { Bulkhead, type BulkheadOptions } from './bulkhead.js';
export { CircuitBreaker, type CircuitBreakerOptions, type CircuitState } from './circuit-breaker.js';
export { Deadline } from './deadline.js';
export { FairQueue, type FairQueueOptions, type Place } from './fair-queue.js';
export { Hedge, type HedgeOptions } from './hedge.js';
export { MemoryQuota, type MemoryQuotaOptions } from './memory-quota.js';
export { abortFault, faultOf, type CallContext, type Lane, type Policy, type Work } from './policy.js';
export { poll, type Polled, type PollOptions } from './poll.js';
export { QuotaGate, type Permits, type QuotaGateOptions } from './quota-gate.js';
export { Quota, type QuotaView, type StatedLimit, type ThrottleHint } from './quota.js';
export { RetryBudget, type RetryBudgetOptions } from './retry-budget.js';
export { Retry, type GiveUpReason, type RetryEvent, type RetryOptions } from './retry.js';
export { SingleFlight } from './single-flight.js';
export { TokenBucket, type TokenBucketOptions } from './token-bucket.js';
