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
/**
 * A 429 without words is read as a limit per second. When nothing passes in such a window, the limit is one per minute, then
 * per ten minutes: the vendor documents limits per second, minute and five minutes.
 */
const ASSUMED_WINDOW_MS = 1_000;
const LONGER_WINDOWS_MS = [60_000, 600_000];
/** Time without a refusal, and a window at least, before a learned limit is raised. Doubles with each raise that fails, up to an hour. */
const PROBE_AFTER_MS = 10_000;
const MAX_PROBE_AFTER_MS = 3_600_000;
/**
 * The first raise of a limit that calls reach, as a share of the limit; it doubles with each raise in a row that the vendor
 * accepts. A limit of a long window is doubled: small steps would take an hour. So is a limit that no call reaches: there it
 * costs nothing.
 */
const PROBE_SHARE = 0.05;
const LONG_WINDOW_MS = 10_000;
/** Longest wait between two raises of a limit that no refusal confirms. */
const MAX_FADE_MS = 300_000;
/** A limit that rose above so many times its estimate without a refusal is forgotten. */
const FADED = 4;
/** A limit of a long window is forgotten at once when so many times its estimate passed in one window. */
const DISPROVED = 1.5;
/** Pauses remembered, for the number of their refusals. */
const MAX_PAST_REFUSALS = 8;
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
  /** Calls a window that the last estimate gave; null before the first. */
  readonly estimated: number | null;
  /** The last pauses: these calls took a permit and did not pass. */
  readonly pastRefusals: readonly { readonly at: number; readonly refused: number }[];
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
export function reviewAt({ limit, pause, probeAt }: LearnedQuota): number {
  if (pause !== null) return pause.until;
  return limit === null ? Infinity : (probeAt ?? Infinity);
}

/** Returns the times after which the permits are counted in a review of `learned`. */
export function timesToCount(learned: LearnedQuota): number[] {
  const { pause, estimatedAt, windowMs } = learned;
  if (pause === null) return isFading(learned) ? [fadingSince(learned)] : [];
  const windows = [
    ASSUMED_WINDOW_MS,
    RAISE_GUESS_EVERY_MS,
    ...LONGER_WINDOWS_MS,
    windowMs,
    pause.stated?.windowMs ?? windowMs,
  ];
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
 * step, never above the configured one, and forgotten when no refusal comes any more.
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
      probeAt: mayRise ? now + Math.max(PROBE_AFTER_MS, from.windowMs) : null,
      probedAt: null,
      probeAfterMs: PROBE_AFTER_MS,
      probeShare: PROBE_SHARE,
      raised: false,
      guesses: 0,
      estimated: from.limit,
      pastRefusals: [],
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
    const tellsNothing = takenAt !== undefined && estimatedAt !== null && takenAt < estimatedAt;
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
    while (next.limit !== null && next.pause === null && next.probeAt !== null && now >= next.probeAt) {
      // After quiet, several raises are due.
      const due = { ...evidence, now: next.probeAt };
      next =
        next.guesses > 0 ? this.raiseGuess(next, next.limit, due.now) : this.raise(next, next.limit, due);
    }
    return next;
  }

  private endPause(learned: LearnedQuota, pause: Pause, { now, countSince }: QuotaEvidence): LearnedQuota {
    if (pause.refused === 0) return { ...learned, pause: null };
    const pastRefusals = [...learned.pastRefusals, { at: pause.since, refused: pause.refused }];
    const passed = (windowMs: number): number =>
      Math.max(0, countSince(pause.since - windowMs) - refusedSince(pastRefusals, pause.since - windowMs));
    const sent = countSince(learned.estimatedAt ?? -Infinity);
    const refusedPauses =
      pause.refused * 2 > sent ? Math.min(learned.refusedPauses + 1, MAX_REFUSED_PAUSES) : 0;
    const counted: LearnedQuota = {
      ...learned,
      pause: null,
      refusedPauses,
      estimatedAt: now,
      probeAfterMs: learned.raised
        ? Math.min(MAX_PROBE_AFTER_MS, Math.max(learned.probeAfterMs, learned.windowMs) * 2)
        : learned.probeAfterMs,
      probeShare: PROBE_SHARE,
      raised: false,
      pastRefusals: pastRefusals.slice(-MAX_PAST_REFUSALS),
    };
    const guesses = isGuess(counted, pause, passed) ? counted.guesses + 1 : 0;
    const next = this.withLimit({ ...counted, guesses }, this.estimate(counted, pause, passed), now);
    return { ...next, estimated: next.limit };
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
    // No 429 named the window, so it is a guess: if no call passed in it, the guess was too short.
    const isAssumed = stated === null && this.configured === undefined && refusedPauses > 0;
    const longerMs = LONGER_WINDOWS_MS.find((ms) => ms > windowMs);
    if (isAssumed && longerMs !== undefined && passed(windowMs) === 0)
      return { calls: Math.max(1, passed(longerMs)), windowMs: longerMs };
    return { calls: Math.max(Math.floor(limit / 2), 1, Math.min(passed(windowMs), limit - 1)), windowMs };
  }

  /** Doubles a guessed limit, and forgets it in the end. */
  private raiseGuess(learned: LearnedQuota, limit: number, now: number): LearnedQuota {
    const step = { ...learned, raised: true };
    if (limit * 2 > FORGOTTEN_LIMIT) return this.forget(step, now);
    return this.withLimit(step, { calls: limit * 2, windowMs: learned.windowMs }, now);
  }

  /** Raises a limit by a step, and forgets it when that shows that the vendor does not enforce it. */
  private raise(
    learned: LearnedQuota,
    limit: number,
    { now, shortAt, countSince }: QuotaEvidence,
  ): LearnedQuota {
    const { windowMs, probedAt, raised, estimated } = learned;
    const isReached = shortAt !== null && (probedAt === null || shortAt > probedAt);
    const isDisproved =
      isFading(learned) && countSince(fadingSince(learned)) >= Math.ceil((estimated ?? limit) * DISPROVED);
    // The vendor accepted the last raise: the limit is further off than we thought.
    const isAccepted = raised && (isDisproved || (isReached && windowMs < LONG_WINDOW_MS));
    const next: LearnedQuota = isAccepted
      ? { ...learned, probeAfterMs: PROBE_AFTER_MS, probeShare: Math.min(1, learned.probeShare * 2) }
      : learned;
    const isGentle = isReached && windowMs < LONG_WINDOW_MS;
    const calls = limit + (isGentle ? Math.max(1, Math.floor(limit * next.probeShare)) : limit);
    const step = { ...next, probedAt: now, raised: true };
    const isOver = isDisproved || (!isGentle && calls > (estimated ?? limit) * FADED);
    return isOver ? this.forget(step, now) : this.withLimit(step, { calls, windowMs }, now);
  }

  /** Returns `learned` without a learned limit. What the next refusals teach is tried longer, unless the limit was disproved. */
  private forget(learned: LearnedQuota, now: number): LearnedQuota {
    const { configured } = this;
    if (configured !== undefined) return this.withLimit(learned, configured, now);
    return { ...learned, limit: null, windowMs: 60_000, guesses: 0, raised: true, probeAt: null };
  }

  /** Returns `learned` with a new limit and the time of its next raise. */
  private withLimit(learned: LearnedQuota, { calls, windowMs }: StatedLimit, now: number): LearnedQuota {
    const { configured } = this;
    if (configured !== undefined && calls / windowMs >= configured.calls / configured.windowMs) {
      return { ...learned, limit: configured.calls, windowMs: configured.windowMs, probeAt: null };
    }
    const next = { ...learned, probeAt: now + raiseAfterMs(learned, windowMs) };
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

/** Returns the time until a limit of `windowMs` is raised next. */
function raiseAfterMs({ guesses, raised, probeAfterMs }: LearnedQuota, windowMs: number): number {
  if (guesses > 0) return RAISE_GUESS_EVERY_MS;
  const fadeMs = Math.min(spanOf(windowMs), MAX_FADE_MS);
  return raised && windowMs >= LONG_WINDOW_MS ? fadeMs : Math.max(probeAfterMs, fadeMs);
}

/** Whether a limit of a long window was raised and no refusal has come since. */
function isFading({ raised, windowMs, limit, guesses }: LearnedQuota): boolean {
  return raised && limit !== null && guesses === 0 && windowMs >= LONG_WINDOW_MS;
}

/** The beginning of the last window before the next raise. */
function fadingSince({ probeAt, windowMs }: LearnedQuota): number {
  return (probeAt ?? Infinity) - Math.min(spanOf(windowMs), MAX_FADE_MS);
}

function refusedSince(refusals: LearnedQuota['pastRefusals'], time: number): number {
  return refusals.reduce((sum, { at, refused }) => (at > time ? sum + refused : sum), 0);
}

function pauseMs({ limit, windowMs, refusedPauses }: LearnedQuota): number {
  const first = limit === null ? PAUSE_MS : Math.min(PAUSE_MS, Math.max(MIN_PAUSE_MS, windowMs));
  return Math.min(MAX_PAUSE_MS, first * 2 ** refusedPauses);
}

function stricter(one: StatedLimit | null, other: StatedLimit | null): StatedLimit | null {
  if (one === null || other === null) return one ?? other;
  return one.calls / one.windowMs <= other.calls / other.windowMs ? one : other;
}
