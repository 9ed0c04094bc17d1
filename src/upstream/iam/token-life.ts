import type { Clock } from '../../kernel/clock.js';
import type { StoredToken } from './token-store.js';

/** Share of a life that is the margin of renewal, when that is less than the configured margin; choice. */
const MARGIN_SHARE = 0.1;
/** A token is not used in the last part of its life, so that its requests arrive in time. */
const LAST_SHARE = 0.02;
const LAST_MS = 10_000;
/** Share of the margin over which replicas spread their renewals, so that mostly one renews for all; choice. */
const SPREAD = 0.5;

/** Says how long a token may be used and when to renew it, on the monotonic clock since it was received. */
export class TokenLife {
  /** When it was issued, on the monotonic clock; exact to some milliseconds when another replica fetched it. */
  readonly issuedAt: number;
  private readonly endsAt: number;
  private readonly lastMs: number;
  private readonly renewMarginMs: number;

  constructor(
    { remainingMs, lifeMs }: Pick<StoredToken, 'remainingMs' | 'lifeMs'>,
    private readonly clock: Clock,
    marginMs: number,
  ) {
    this.endsAt = clock.monotonic() + Math.min(remainingMs, lifeMs);
    this.issuedAt = this.endsAt - lifeMs;
    this.lastMs = Math.min(LAST_MS, lifeMs * LAST_SHARE);
    this.renewMarginMs = Math.min(marginMs, lifeMs * MARGIN_SHARE);
  }

  usable(): boolean {
    return this.clock.monotonic() < this.endsAt - this.lastMs;
  }

  /** Returns the milliseconds until its end; negative afterwards. */
  leftMs(): number {
    return this.endsAt - this.clock.monotonic();
  }

  /**
   * Returns the milliseconds until its renewal: the margin before its end, or up to half a margin earlier at random.
   *
   * @param random uniform in [0, 1).
   */
  renewInMs(random: number): number {
    const at = this.endsAt - this.renewMarginMs * (1 + SPREAD * random);
    return Math.max(0, at - this.clock.monotonic());
  }
}
