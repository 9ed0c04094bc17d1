import { systemClock, type Clock } from '../kernel/clock.js';
import { GrantLog } from './grant-log.js';
import type { QuotaView, StatedLimit, ThrottleHint } from './quota.js';
import { QUOTA_RULES } from './quota-rules.js';
import { inRange, wholeInRange } from './range.js';

interface TokenBucketOptions {
  /** Calls that `windowMs` allows, by configuration: never exceeded, whatever is learned. Absent: none known. */
  readonly limit?: number;
  /** Default 60 000. */
  readonly windowMs?: number;
  /** When earlier calls went out that count against the limit, `Clock.monotonic()`, oldest first. */
  readonly taken?: readonly number[];
  readonly clock?: Clock;
  /** `limit` is Infinity when a limit was forgotten. */
  readonly onChange?: (limit: number, windowMs: number, why: 'narrowed' | 'widened') => void;
}

/** No limit known; or one, configured or learned. */
type Pace = { readonly kind: 'unlimited' } | Limited;

interface Limited {
  readonly kind: 'limited';
  readonly limit: number;
  readonly windowMs: number;
}

/** A 429 came: nothing goes out before `until`, and meanwhile every further 429 is counted, not learned from. */
interface Pause {
  readonly since: number;
  until: number;
  refused: number;
  stated: StatedLimit | undefined;
}

const {
  MARGIN,
  BURST_SHARE,
  MIN_BURST,
  MIN_PAUSE_MS,
  PAUSE_MS,
  MAX_PAUSE_MS,
  ASSUMED_WINDOW_MS,
  MAX_ASSUMED_WINDOW_MS,
  PROBE_AFTER_MS,
  MAX_PROBE_AFTER_MS,
  STEP_SHARE,
  DOUBT_EVERY_MS,
  FORGOTTEN_LIMIT,
  ENOUGH_EVIDENCE,
  MAX_DOUBTS,
  MOST_STRAYS,
  REMEMBERED,
  MAX_LIMIT,
} = QUOTA_RULES;

/**
 * Paces calls under a quota that is configured, learned from refusals, or both; unlimited while nothing is known.
 *
 * Never grants more than `limit` in any `windowMs` (1 % more, for the network's jitter), spreads a long run evenly, and
 * grants nothing before a `Retry-After` is over. A learned limit comes from what got through, and from the vendor's
 * words only as far as that agrees; after quiet it is probed upwards, up to the configured one.
 */
export class TokenBucket {
  private readonly clock: Clock;
  private readonly onChange: TokenBucketOptions['onChange'];
  private readonly ceiling: Limited | undefined;
  private readonly log: GrantLog;
  private pace: Pace;
  private tokens: number;
  private filledAt: number;
  private pause: Pause | undefined;
  private stuck = 0;
  private lessonAt = -Infinity;
  /** A permit was refused since the last probe: only a limit that is felt is worth probing. */
  private felt = false;
  private probeAt = Infinity;
  private probeAfterMs: number = PROBE_AFTER_MS;
  private probeShare: number = STEP_SHARE;
  /** Raised since the last lesson. */
  private probing = false;
  /** Lessons drawn since the limit was guessed; 0 while there is no doubt. */
  private doubts = 0;

  /** @throws RangeError for limit outside [1, 1 000 000] or not whole, windowMs outside [100, 3 600 000]. */
  constructor(options: TokenBucketOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.onChange = options.onChange;
    const windowMs = inRange('windowMs', options.windowMs ?? 60_000, 100, 3_600_000);
    this.ceiling =
      options.limit === undefined
        ? undefined
        : { kind: 'limited', limit: wholeInRange('limit', options.limit, 1, MAX_LIMIT), windowMs };
    this.pace = this.ceiling ?? { kind: 'unlimited' };
    this.log = new GrantLog(Math.max(REMEMBERED, options.limit ?? 0));
    this.tokens = burstOf(this.pace);
    this.filledAt = this.clock.monotonic();
    for (const time of options.taken ?? []) this.log.push(time);
  }

  /** Takes one permit and gives 0, or takes nothing and gives the milliseconds until one may be there. */
  tryTake(): number {
    const now = this.clock.monotonic();
    this.advance(now);
    const waitMs = this.waitMs(now);
    if (waitMs > 0) {
      this.felt = true;
      return waitMs;
    }
    if (this.pace.kind === 'limited') this.tokens--;
    this.log.push(now);
    return 0;
  }

  /** Learns from one 429. */
  throttled(hint: ThrottleHint = {}): void {
    const now = this.clock.monotonic();
    this.advance(now);
    const waitMs = hint.retryAfterMs;
    if (this.pause !== undefined) {
      this.pause.refused++;
      this.pause.stated = strictest(this.pause.stated, hint.stated);
      if (waitMs !== undefined) this.pause.until = Math.max(this.pause.until, now + waitMs);
      return;
    }
    // Sent before the last lesson was drawn: says nothing new, though its Retry-After holds.
    const stale = hint.takenAt !== undefined && hint.takenAt <= this.lessonAt;
    if (stale && waitMs === undefined) return;
    this.pause = {
      since: now,
      until: now + (waitMs ?? this.pauseMs()),
      refused: stale ? 0 : 1,
      stated: stale ? undefined : hint.stated,
    };
  }

  view(): QuotaView {
    const now = this.clock.monotonic();
    this.advance(now);
    const waitMs = this.waitMs(now);
    if (this.pace.kind === 'unlimited')
      return { limit: undefined, windowMs: 60_000, available: waitMs > 0 ? 0 : Infinity, waitMs };
    const { limit, windowMs } = this.pace;
    const room = limit - this.log.countSince(now - windowMs * (1 + MARGIN));
    const available = waitMs > 0 ? 0 : Math.max(1, Math.min(room, Math.floor(this.tokens)));
    return { limit, windowMs, available, waitMs };
  }

  private pauseMs(): number {
    const { windowMs } = this.pace.kind === 'limited' ? this.pace : { windowMs: PAUSE_MS };
    return Math.min(MAX_PAUSE_MS, Math.min(PAUSE_MS, Math.max(MIN_PAUSE_MS, windowMs)) * 2 ** this.stuck);
  }

  private waitMs(now: number): number {
    if (this.pause !== undefined) return this.pause.until - now;
    if (this.pace.kind === 'unlimited') return 0;
    const { limit, windowMs } = this.pace;
    const spanMs = windowMs * (1 + MARGIN);
    const byWindow = this.log.newest(limit) + spanMs - now;
    // A hair below 1: the refill's sums are not exact, and a wait of 1e-12 ms would be a turn for nothing.
    const byTokens = this.tokens > 1 - 1e-6 ? 0 : ((1 - this.tokens) * spanMs) / limit;
    return Math.max(0, byWindow, byTokens);
  }

  /** Brings tokens, pause and probe up to `now`. */
  private advance(now: number): void {
    if (this.pause !== undefined && now >= this.pause.until) this.conclude(this.pause, now);
    if (this.pace.kind === 'limited') {
      const spanMs = this.pace.windowMs * (1 + MARGIN);
      const gained = ((now - this.filledAt) * this.pace.limit) / spanMs;
      this.tokens = Math.min(burstOf(this.pace), this.tokens + gained);
      if (this.doubts > 0) this.raiseDoubted(now);
      else if (now >= this.probeAt) this.probe(this.pace, now);
    }
    this.filledAt = now;
  }

  /** Doubles a guessed limit for every second without a refusal, and forgets it in the end. */
  private raiseDoubted(now: number): void {
    while (this.doubts > 0 && this.pause === undefined && now >= this.probeAt) {
      if (this.pace.kind === 'unlimited') return;
      const { limit, windowMs } = this.pace;
      const dueAt = this.probeAt + DOUBT_EVERY_MS;
      const forget = limit * 2 > FORGOTTEN_LIMIT;
      if (forget) this.doubts = 0;
      this.learn(forget ? { kind: 'unlimited' } : limited(limit * 2, windowMs), now, 'widened');
      this.probing = true;
      if (!forget) this.probeAt = dueAt;
    }
  }

  /** The pause is over: what got through before it, what did not, and what was said make the new limit. */
  private conclude(pause: Pause, now: number): void {
    this.pause = undefined;
    if (pause.refused === 0) return;
    const sent = this.log.countSince(this.lessonAt);
    this.stuck = pause.refused * 2 > sent ? Math.min(this.stuck + 1, 10) : 0;
    this.lessonAt = now;
    if (this.probing) this.probeAfterMs = Math.min(MAX_PROBE_AFTER_MS, this.probeAfterMs * 2);
    this.probeShare = STEP_SHARE;
    this.probing = false;
    this.weighDoubt(pause);
    this.learn(this.lesson(pause), now, 'narrowed');
    // What piled up during the pause must not go out as a burst.
    this.tokens = Math.min(this.tokens, 1);
    this.filledAt = now;
  }

  /** Whether what is learned now may as well be a slip of the vendor. */
  private weighDoubt(pause: Pause): void {
    const guess = this.pace.kind === 'unlimited' || this.doubts > 0;
    const proven =
      pause.stated !== undefined ||
      (this.stuck > 0 && (this.doubts > 0 || pause.refused >= MOST_STRAYS)) ||
      this.doubts >= MAX_DOUBTS ||
      (this.doubts > 0 && this.passed(pause, DOUBT_EVERY_MS) >= ENOUGH_EVIDENCE);
    this.doubts = guess && !proven ? this.doubts + 1 : 0;
  }

  /** Calls that got through in the `windowMs` before the pause. */
  private passed(pause: Pause, windowMs: number): number {
    return Math.max(0, this.log.countSince(pause.since - windowMs) - pause.refused);
  }

  private lesson(pause: Pause): Limited {
    const passed = (windowMs: number): number => this.passed(pause, windowMs);
    const { stated } = pause;
    const pace = this.pace;
    if (stated !== undefined && rateOf(stated) < rateOf(pace)) {
      // Twice as much got through as the text says: it is about somebody else, or about a window that just ended.
      return limited(Math.max(stated.calls, Math.ceil(passed(stated.windowMs) / 2)), stated.windowMs);
    }
    if (pace.kind === 'unlimited') return limited(Math.max(1, passed(ASSUMED_WINDOW_MS)), ASSUMED_WINDOW_MS);
    const { limit, windowMs } = pace;
    if (limit > 1)
      return limited(Math.max(Math.floor(limit / 2), 1, Math.min(passed(windowMs), limit - 1)), windowMs);
    // A window that somebody named bears no slower pace than one call; an assumed one does, when most is refused.
    const assumed = stated === undefined && this.ceiling === undefined && this.stuck > 0;
    return limited(1, assumed ? Math.max(windowMs, Math.min(windowMs * 2, MAX_ASSUMED_WINDOW_MS)) : windowMs);
  }

  private probe(pace: Limited, now: number): void {
    const felt = this.felt;
    this.felt = false;
    if (!felt) {
      this.probeAt = now + this.probeAfterMs;
      return;
    }
    if (this.probing) {
      // The last raise was borne: the limit is further off than thought.
      this.probeAfterMs = PROBE_AFTER_MS;
      this.probeShare = Math.min(1, this.probeShare * 2);
    }
    this.probing = true;
    const raised =
      pace.limit === 1 && pace.windowMs > ASSUMED_WINDOW_MS && this.ceiling === undefined
        ? limited(1, Math.max(ASSUMED_WINDOW_MS, pace.windowMs / (1 + this.probeShare)))
        : limited(pace.limit + Math.max(1, Math.floor(pace.limit * this.probeShare)), pace.windowMs);
    this.learn(raised, now, 'widened');
  }

  private learn(next: Pace, now: number, why: 'narrowed' | 'widened'): void {
    const bounded = this.ceiling !== undefined && rateOf(next) >= rateOf(this.ceiling) ? this.ceiling : next;
    if (bounded === this.ceiling || bounded.kind === 'unlimited') this.probeAt = Infinity;
    else if (this.doubts > 0) this.probeAt = now + DOUBT_EVERY_MS;
    else this.probeAt = now + Math.max(this.probeAfterMs, bounded.windowMs * 2);
    if (rateOf(bounded) === rateOf(this.pace)) return;
    this.pace = bounded;
    if (bounded.kind === 'unlimited') {
      this.tokens = Infinity;
      this.onChange?.(Infinity, ASSUMED_WINDOW_MS, why);
      return;
    }
    this.log.reserve(bounded.limit);
    this.tokens = Math.min(this.tokens, burstOf(bounded));
    this.onChange?.(bounded.limit, bounded.windowMs, why);
  }
}

function limited(limit: number, windowMs: number): Limited {
  return { kind: 'limited', limit: Math.min(MAX_LIMIT, Math.max(1, Math.floor(limit))), windowMs };
}

function burstOf(pace: Pace): number {
  return pace.kind === 'unlimited'
    ? Infinity
    : Math.min(pace.limit, Math.max(MIN_BURST, Math.ceil(pace.limit * BURST_SHARE)));
}

/** Calls a millisecond. */
function rateOf(pace: Pace | StatedLimit): number {
  if ('calls' in pace) return pace.calls / pace.windowMs;
  return pace.kind === 'unlimited' ? Infinity : pace.limit / pace.windowMs;
}

function strictest(one: StatedLimit | undefined, other: StatedLimit | undefined): StatedLimit | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return rateOf(one) <= rateOf(other) ? one : other;
}
