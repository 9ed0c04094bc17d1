import type { Clock } from '../../kernel/clock.js';
import type { StoredToken } from './token-store.js';

/** Part of a life that comes before its end as margin of renewal, when that is less than the configured margin. */
const MARGIN_SHARE = 0.1;
/** A token is not handed out in the last part of its life: a request must still arrive with it. */
const LAST_SHARE = 0.02;
const LAST_MS = 10_000;
/** Renewals of replicas spread over so much of the margin, so that mostly one of them finds the others served. */
const SPREAD = 0.5;

/** How long a token may be used and when to renew it, counted on the monotonic clock from the moment it was had. */
export class TokenLife {
  /** When its life began, on the monotonic clock: to some milliseconds where another replica fetched it. */
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

  /** Milliseconds to its end; negative after. */
  leftMs(): number {
    return this.endsAt - this.clock.monotonic();
  }

  /**
   * Milliseconds until it should be renewed: the margin before the end, up to half a margin earlier by chance.
   *
   * @param random uniform in [0, 1).
   */
  renewInMs(random: number): number {
    const at = this.endsAt - this.renewMarginMs * (1 + SPREAD * random);
    return Math.max(0, at - this.clock.monotonic());
  }
}
