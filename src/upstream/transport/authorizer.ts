import type { WireRequest, WireResponse } from './wire.js';

/** What makes a request acceptable to the vendor; one per credential, or one per pool of credentials. */
export interface Authorizer {
  /**
   * Adds token or signature: at once where both are at hand. Waits for a token where there is none yet.
   *
   * @throws Fault kind `credential` while the vendor is known to refuse this credential (no call is made then), and
   *   whatever fault kept a token from being had. The signal's reason when it aborts.
   */
  authorize(request: WireRequest, signal: AbortSignal): Authorized | Promise<Authorized>;
}

/** Whoever sent `request` says once how the vendor took it: `accepted`, `refused`, or neither when no answer came. */
export interface Authorized {
  readonly request: WireRequest;
  /**
   * Whether it may be as dead as the one that the vendor refused before: a token that another replica fetched earlier.
   * A refusal of it does not use up the call's one retry with a fresh authorization. Default: false.
   */
  readonly unproven?: boolean;
  /**
   * Says that the vendor took this authorization: any answer below 400, or an error that only the service behind the
   * gateway gives. Resets the counts that keep a failing credential from being locked.
   */
  accepted?(): void;
  /**
   * Says that the vendor refused this very authorization (401). Gives true when a retry with a fresh one makes sense,
   * false when it does not (a signature does not get better).
   *
   * @param response the refusal, when it is at hand: its Date header tells a clock that is off from a wrong key.
   */
  refused(response?: WireResponse): boolean;
}
