/** The vendor's own words on its limit, from a 429. Unproven: a number in a text may be wrong, or meant for others. */
export interface StatedLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/** What one 429 taught. */
export interface ThrottleHint {
  /** How long the vendor asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly stated?: StatedLimit;
  /** When the refused call took its permit, `Clock.monotonic()`. Refusals of calls sent before the last estimate teach nothing. */
  readonly takenAt?: number;
}

/** What a planner may ask before it spends anything. */
export interface QuotaView {
  /** Calls that `windowMs` allows; undefined when no limit is known. */
  readonly limit: number | undefined;
  readonly windowMs: number;
  /** Permits that could be taken at once now; Infinity without a limit. */
  readonly available: number;
  /** Milliseconds until the next permit; 0 when one is there. */
  readonly waitMs: number;
}

/**
 * The vendor's call quota, one bucket for each key (project, credential, API). Only hands out or refuses: waiting, and
 * who goes first, is the caller's business (`quota-gate.ts`), so an implementation over Redis needs one script.
 */
export interface Quota {
  /**
   * Takes one permit and gives 0, or takes nothing and gives the milliseconds after which to ask again (> 0).
   *
   * Must not reject because its storage fails: it then decides from what this process knows.
   */
  take(key: string): number | Promise<number>;
  /** The vendor answered 429 to a call that held a permit of `key`: nothing goes out before `retryAfterMs` is over. */
  throttled(key: string, hint: ThrottleHint): void;
  /** What is known of `key` in this process, at no cost. */
  view(key: string): QuotaView;
}
