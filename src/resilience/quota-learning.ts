import type { StatedLimit, ThrottleHint } from './quota.js';

/** Our window is longer than the vendor's by this share: two calls a window apart may arrive a little closer. */
const MARGIN = 0.01;
/** Share of the limit that may go at once after quiet, 5 calls at least: small queries go at once, big ones are spread. */
const BURST_SHARE = 0.1;
const MIN_BURST = 5;
/**
 * Pause after a 429 without `Retry-After`: the window, but no longer than 2 s (the vendor's FAQ advises 2 to 5 s). It
 * doubles while the vendor refuses most calls.
 */
const MIN_PAUSE_MS = 500;
const PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;
/** A 429 without words is read as a limit per second. It is halved until it fits; below one call the window grows. */
const ASSUMED_WINDOW_MS = 1_000;
const MAX_ASSUMED_WINDOW_MS = 600_000;
/** Time without a refusal before a learned limit is raised a little. Doubles with each raise that fails, up to an hour. */
const PROBE_AFTER_MS = 10_000;
const MAX_PROBE_AFTER_MS = 3_600_000;
/** The first raise, as a share of the limit; it doubles with each raise in a row that the vendor accepts. */
const PROBE_SHARE = 0.05;
/** A limit that is only guessed doubles this often, and is forgotten above `FORGOTTEN_LIMIT` calls a window. */
const RAISE_GUESS_EVERY_MS = 1_000;
const FORGOTTEN_LIMIT = 4_096;
/** Calls that got through shortly before a refusal and make a guess certain. */
const CONFIRMING_CALLS = 10;
/** Guesses in a row after which the limit counts as certain. */
const MAX_GUESSES = 4;
/** With this many refusals in one burst, the limit is certainly reached. */
const CERTAIN_REFUSALS = 3;
/** `refusedPauses` stops here: 2^10 times the shortest pause is above `MAX_PAUSE_MS`. */
const MAX_REFUSED_PAUSES = 10;

/** The largest limit that is kept, in calls a window. */
export const MAX_LIMIT = 1_000_000;

/** A 429 came: no call starts before `until`. More 429s before then are counted, and belong to the same refusal. */
interface Pause {
  readonly since: number;
  readonly until: number;
  readonly refused: number;
  readonly stated: StatedLimit | null;
}

/**
 * What is known of one quota, without the permits taken. Plain values, so that it can be stored as JSON. Times are
 * milliseconds of one clock; null means never.
 */
export interface LearnedQuota {
  /** Calls that `windowMs` allows; null while no limit is known. */
  readonly limit: number | null;
  readonly windowMs: number;
  readonly pause: Pause | null;
  /** Pauses in a row before which the vendor refused most calls. */
  readonly refusedPauses: number;
  /** When the limit was last estimated from refusals. Refusals of calls sent before tell nothing new. */
  readonly estimatedAt: number | null;
  /** When the limit is to be raised next. */
  readonly probeAt: number | null;
  /** When it was last considered whether to raise it. */
  readonly probedAt: number | null;
  readonly probeAfterMs: number;
  readonly probeShare: number;
  /** The limit was raised since it was last estimated. */
  readonly raised: boolean;
  /** Estimates made while the limit is only guessed; 0 when it is certain or unknown. */
  readonly guesses: number;
}

/** What a review goes by. */
export interface QuotaEvidence {
  readonly now: number;
  /** When a permit was last refused for want of quota; null for never. */
  readonly shortAt: number | null;
  /** Returns the number of permits taken after `time`. Knows the times of `timesToCount` at least. */
  readonly countSince: (time: number) => number;
}

/** Returns the milliseconds in which no more than the limit may go out. */
export function spanOf(windowMs: number): number {
  return windowMs * (1 + MARGIN);
}

/** Returns how many permits may be taken at once after quiet; Infinity without a limit. */
export function burstOf(limit: number | null): number {
  return limit === null ? Infinity : Math.min(limit, Math.max(MIN_BURST, Math.ceil(limit * BURST_SHARE)));
}

/** Returns calls a millisecond; Infinity without a limit. */
export function rateOf({ limit, windowMs }: Pick<LearnedQuota, 'limit' | 'windowMs'>): number {
  return limit === null ? Infinity : limit / windowMs;
}

/** Returns when the quota is to be reviewed: a pause ends, or the limit is to be raised. Infinity for never. */
export function reviewAt({ limit, pause, probeAt, guesses }: LearnedQuota): number {
  const raiseAt = limit === null || (pause !== null && guesses > 0) ? null : probeAt;
  return Math.min(pause?.until ?? Infinity, raiseAt ?? Infinity);
}

/** Returns the times after which the permits are counted in a review of `learned`. */
export function timesToCount({ pause, estimatedAt, windowMs }: LearnedQuota): number[] {
  if (pause === null) return [];
  const windows = [ASSUMED_WINDOW_MS, RAISE_GUESS_EVERY_MS, windowMs, pause.stated?.windowMs ?? windowMs];
  return [...new Set([estimatedAt ?? -Infinity, ...windows.map((ms) => pause.since - ms)])];
}

/** Returns the most permits that may be left after a review made `after` of `before`. */
export function permitsLeft(before: LearnedQuota | undefined, after: LearnedQuota): number {
  // Permits that piled up during the pause must not go out as a burst.
  const pauseIsOver = before?.pause && before.pause.refused > 0 && after.pause === null;
  return Math.min(burstOf(after.limit), pauseIsOver ? 1 : Infinity);
}

/**
 * Learns a quota from refusals: the one set of rules for a process on its own and for replicas that share Redis. Pure:
 * each method takes what is known and returns what is known afterwards.
 *
 * A limit is estimated from the calls that got through. The vendor's stated limit counts only as far as that agrees. A
 * limit that was estimated from a refusal without words is a guess at first. After quiet the limit is raised step by
 * step, never above the configured one.
 */
export class QuotaLearning {
  /** @param configured never exceeded, whatever is learned; undefined when nothing is configured. */
  constructor(private readonly configured: StatedLimit | undefined) {}

  /** @param known what was known of the quota before its state was lost. */
  start(now: number, known?: { readonly limit: number | null; readonly windowMs: number }): LearnedQuota {
    const { configured } = this;
    const from =
      configured === undefined
        ? { limit: known?.limit ?? null, windowMs: known?.windowMs ?? 60_000 }
        : { limit: configured.calls, windowMs: configured.windowMs };
    const mayRise = configured === undefined && from.limit !== null;
    return {
      ...from,
      pause: null,
      refusedPauses: 0,
      estimatedAt: null,
      probeAt: mayRise ? now + Math.max(PROBE_AFTER_MS, from.windowMs * 2) : null,
      probedAt: null,
      probeAfterMs: PROBE_AFTER_MS,
      probeShare: PROBE_SHARE,
      raised: false,
      guesses: 0,
    };
  }

  /**
   * Takes note of one 429: begins a pause, or prolongs the present one.
   *
   * @param hint `takenAt` by the same clock as `now`.
   */
  refused(learned: LearnedQuota, hint: ThrottleHint, now: number): LearnedQuota {
    const { pause, estimatedAt } = learned;
    const { retryAfterMs: waitMs, stated = null, takenAt } = hint;
    if (pause !== null) {
      const until = Math.max(pause.until, waitMs === undefined ? 0 : now + waitMs);
      const refused = pause.refused + 1;
      return { ...learned, pause: { ...pause, until, refused, stated: stricter(pause.stated, stated) } };
    }
    const tellsNothing = takenAt !== undefined && estimatedAt !== null && takenAt <= estimatedAt;
    if (tellsNothing && waitMs === undefined) return learned;
    return {
      ...learned,
      pause: {
        since: now,
        until: now + (waitMs ?? pauseMs(learned)),
        refused: tellsNothing ? 0 : 1,
        stated: tellsNothing ? null : stated,
      },
    };
  }

  /** Ends a pause that is over and estimates the limit from it; raises a limit whose time has come. */
  review(learned: LearnedQuota, evidence: QuotaEvidence): LearnedQuota {
    const { now } = evidence;
    let next = learned;
    if (next.pause !== null && now >= next.pause.until) next = this.endPause(next, next.pause, evidence);
    if (next.limit === null || next.probeAt === null || now < next.probeAt) return next;
    return next.guesses > 0 ? this.raiseGuess(next, now) : this.probe(next, evidence);
  }

  private endPause(learned: LearnedQuota, pause: Pause, { now, countSince }: QuotaEvidence): LearnedQuota {
    if (pause.refused === 0) return { ...learned, pause: null };
    const passed = (windowMs: number): number =>
      Math.max(0, countSince(pause.since - windowMs) - pause.refused);
    const sent = countSince(learned.estimatedAt ?? -Infinity);
    const refusedPauses =
      pause.refused * 2 > sent ? Math.min(learned.refusedPauses + 1, MAX_REFUSED_PAUSES) : 0;
    const counted: LearnedQuota = {
      ...learned,
      pause: null,
      refusedPauses,
      estimatedAt: now,
      probeAfterMs: learned.raised
        ? Math.min(MAX_PROBE_AFTER_MS, learned.probeAfterMs * 2)
        : learned.probeAfterMs,
      probeShare: PROBE_SHARE,
      raised: false,
    };
    const guesses = isGuess(counted, pause, passed) ? counted.guesses + 1 : 0;
    return this.withLimit({ ...counted, guesses }, this.estimate(counted, pause, passed), now);
  }

  /** Returns the limit that a pause speaks for. */
  private estimate(
    { limit, windowMs, refusedPauses }: LearnedQuota,
    { stated }: Pause,
    passed: (windowMs: number) => number,
  ): StatedLimit {
    if (stated !== null && stated.calls / stated.windowMs < rateOf({ limit, windowMs })) {
      // When twice as much got through as stated, the text is about another caller or about a window that just ended.
      const calls = Math.max(stated.calls, Math.ceil(passed(stated.windowMs) / 2));
      return { calls, windowMs: stated.windowMs };
    }
    if (limit === null) {
      return { calls: Math.max(1, passed(ASSUMED_WINDOW_MS)), windowMs: ASSUMED_WINDOW_MS };
    }
    if (limit > 1) {
      const calls = Math.max(Math.floor(limit / 2), 1, Math.min(passed(windowMs), limit - 1));
      return { calls, windowMs };
    }
    // One call a window is the slowest pace of a window that somebody named; a window that we assumed may be too short.
    const isAssumed = stated === null && this.configured === undefined && refusedPauses > 0;
    const slower = Math.max(windowMs, Math.min(windowMs * 2, MAX_ASSUMED_WINDOW_MS));
    return { calls: 1, windowMs: isAssumed ? slower : windowMs };
  }

  /** Doubles a guessed limit for every second without a refusal, and forgets it in the end. */
  private raiseGuess(learned: LearnedQuota, now: number): LearnedQuota {
    let next = learned;
    while (
      next.guesses > 0 &&
      next.limit !== null &&
      next.pause === null &&
      now >= (next.probeAt ?? Infinity)
    ) {
      const dueAt = (next.probeAt ?? now) + RAISE_GUESS_EVERY_MS;
      if (next.limit * 2 > FORGOTTEN_LIMIT) {
        return { ...next, limit: null, windowMs: 60_000, guesses: 0, raised: true, probeAt: null };
      }
      const raised = this.withLimit(next, { calls: next.limit * 2, windowMs: next.windowMs }, now);
      next = { ...raised, raised: true, probeAt: dueAt };
    }
    return next;
  }

  /** Raises the limit by a step, if permits were refused since the last time: a limit that nobody reaches may stay. */
  private probe(learned: LearnedQuota, { now, shortAt }: QuotaEvidence): LearnedQuota {
    const { limit, windowMs, probedAt, probeAfterMs } = learned;
    const isReached = shortAt !== null && (probedAt === null || shortAt > probedAt);
    if (limit === null || !isReached) return { ...learned, probedAt: now, probeAt: now + probeAfterMs };
    // The vendor accepted the last raise: the limit is further off than we thought.
    const next: LearnedQuota = learned.raised
      ? { ...learned, probeAfterMs: PROBE_AFTER_MS, probeShare: Math.min(1, learned.probeShare * 2) }
      : learned;
    const share = next.probeShare;
    const raised =
      limit === 1 && windowMs > ASSUMED_WINDOW_MS && this.configured === undefined
        ? { calls: 1, windowMs: Math.max(ASSUMED_WINDOW_MS, windowMs / (1 + share)) }
        : { calls: limit + Math.max(1, Math.floor(limit * share)), windowMs };
    return this.withLimit({ ...next, probedAt: now, raised: true }, raised, now);
  }

  /** Returns `learned` with a new limit and the time of its next raise. */
  private withLimit(learned: LearnedQuota, { calls, windowMs }: StatedLimit, now: number): LearnedQuota {
    const { configured } = this;
    if (configured !== undefined && calls / windowMs >= configured.calls / configured.windowMs) {
      return { ...learned, limit: configured.calls, windowMs: configured.windowMs, probeAt: null };
    }
    const afterMs = learned.guesses > 0 ? RAISE_GUESS_EVERY_MS : Math.max(learned.probeAfterMs, windowMs * 2);
    const next = { ...learned, probeAt: now + afterMs };
    const limit = Math.min(MAX_LIMIT, Math.max(1, Math.floor(calls)));
    // The same pace in another window is no news.
    return limit / windowMs === rateOf(learned) ? next : { ...next, limit, windowMs };
  }
}

/** Returns whether an estimate from this pause may rest on an accident of the vendor. */
function isGuess(
  { limit, guesses, refusedPauses }: LearnedQuota,
  pause: Pause,
  passed: (windowMs: number) => number,
): boolean {
  if (limit !== null && guesses === 0) return false;
  const isCertain =
    pause.stated !== null ||
    (refusedPauses > 0 && (guesses > 0 || pause.refused >= CERTAIN_REFUSALS)) ||
    guesses >= MAX_GUESSES ||
    (guesses > 0 && passed(RAISE_GUESS_EVERY_MS) >= CONFIRMING_CALLS);
  return !isCertain;
}

function pauseMs({ limit, windowMs, refusedPauses }: LearnedQuota): number {
  const first = limit === null ? PAUSE_MS : Math.min(PAUSE_MS, Math.max(MIN_PAUSE_MS, windowMs));
  return Math.min(MAX_PAUSE_MS, first * 2 ** refusedPauses);
}

function stricter(one: StatedLimit | null, other: StatedLimit | null): StatedLimit | null {
  if (one === null || other === null) return one ?? other;
  return one.calls / one.windowMs <= other.calls / other.windowMs ? one : other;
}
