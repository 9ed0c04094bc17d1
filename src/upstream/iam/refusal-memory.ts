import type { Clock } from '../../kernel/clock.js';
import type { Fault } from '../../kernel/fault.js';
import { CredentialFault, copyFault } from './credential-fault.js';
import type { CredentialState } from './credential-state.js';
import type { CredentialProblem } from './token-store.js';

const MINUTE_MS = 60_000;

/**
 * Time after which a refused credential is tried again; without an entry only after `refresh` or a new configuration.
 * Choice: an attempt that could lock the user is never repeated. Where an operator may have fixed the cause, it is, rarely.
 * A lock lasts 15 to 30 minutes (source: vendor's login policy).
 */
const RETRY_MS: Readonly<Record<CredentialProblem, number | undefined>> = {
  wrong_password: undefined,
  locked: 31 * MINUTE_MS,
  console_only: 30 * MINUTE_MS,
  disabled: 30 * MINUTE_MS,
  denied: 30 * MINUTE_MS,
  project_unknown: 30 * MINUTE_MS,
  request_invalid: 30 * MINUTE_MS,
  token_not_accepted: MINUTE_MS,
  signature_refused: 6 * MINUTE_MS,
};

/** How long the store keeps a refusal that is never tried again, so that a restarted replica does not try either; choice. */
const REMEMBER_MS = 24 * 60 * MINUTE_MS;
/** Pauses after a fetch that failed for another reason: one second, doubled up to ten seconds; choice: callers wait. */
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 10_000;
/** The longest `Retry-After` of the vendor that is followed; choice. */
const RETRY_AFTER_MOST_MS = 10 * MINUTE_MS;
/** Refused tokens in a row, without an accepted one, after which the credential counts as refused; choice. */
const STRIKES = 3;
/** A token that was in use for this long before its refusal counts as accepted; choice. */
const TAKEN_AFTER_MS = 30_000;
const NOT_ACCEPTED_MOST_MS = 10 * MINUTE_MS;

/** Remembers failures, and says whether and when the next attempt may happen. */
export class RefusalMemory {
  private refusal: { readonly fault: Fault; readonly until: number } | undefined;
  private lastError: CredentialState['lastError'];
  private failures = 0;
  private strikes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Returns the fault that callers get now without an attempt; undefined when an attempt is allowed. */
  current(): Fault | undefined {
    if (this.refusal === undefined) return undefined;
    const inMs = this.refusal.until - this.clock.monotonic();
    if (inMs <= 0) return undefined;
    return copyFault(this.refusal.fault, Number.isFinite(inMs) ? Math.ceil(inMs) : undefined);
  }

  /** Returns the milliseconds until the next attempt; undefined for never. */
  retryInMs(): number | undefined {
    if (this.refusal === undefined) return 0;
    const inMs = this.refusal.until - this.clock.monotonic();
    return Number.isFinite(inMs) ? Math.max(0, inMs) : undefined;
  }

  /** Records a failed fetch. */
  failed(fault: Fault): void {
    if (fault instanceof CredentialFault) {
      this.refuse(fault, RETRY_MS[fault.problem]);
      return;
    }
    this.failures++;
    const most = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** (this.failures - 1));
    const asked = Math.min(RETRY_AFTER_MOST_MS, fault.retryAfterMs ?? 0);
    this.refuse(fault, Math.max(asked, most * (0.5 + this.random() / 2)));
  }

  /** Records a successful fetch. */
  fetched(): void {
    this.refusal = undefined;
    this.failures = 0;
  }

  /** Records that the service accepted a token. */
  tokenAccepted(): void {
    this.strikes = 0;
  }

  /** Records that the service refused a token, which it may have accepted before. */
  tokenRefused(accepted: boolean, ageMs: number): void {
    if (accepted || ageMs > TAKEN_AFTER_MS) {
      this.strikes = 0;
      return;
    }
    this.strikes++;
    if (this.strikes < STRIKES) return;
    const fault = new CredentialFault('token_not_accepted');
    const most = (RETRY_MS.token_not_accepted ?? 0) * 2 ** (this.strikes - STRIKES);
    this.refuse(fault, Math.min(NOT_ACCEPTED_MOST_MS, most));
  }

  /** Forgets all failures. */
  clear(): void {
    this.refusal = undefined;
    this.lastError = undefined;
    this.failures = 0;
    this.strikes = 0;
  }

  state(): Pick<CredentialState, 'condition' | 'lastError' | 'retryAt'> {
    const fault = this.current();
    const inMs = fault === undefined ? undefined : this.retryInMs();
    return {
      condition: fault === undefined ? 'empty' : fault.kind === 'credential' ? 'refused' : 'failing',
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
      ...(inMs === undefined ? {} : { retryAt: Math.round(this.clock.now() + inMs) }),
    };
  }

  private refuse(fault: Fault, forMs: number | undefined): void {
    this.refusal = { fault, until: forMs === undefined ? Infinity : this.clock.monotonic() + forMs };
    this.lastError = {
      kind: fault.kind,
      at: this.clock.now(),
      ...(fault instanceof CredentialFault ? { problem: fault.problem } : {}),
    };
  }
}

/** Returns how long the store keeps the problem, so that other replicas do not repeat the attempt. */
export function rememberMs(problem: CredentialProblem): number {
  return RETRY_MS[problem] ?? REMEMBER_MS;
}
