/**
 * The figures that pacing under a quota goes by, wherever it is computed: in a process (`token-bucket.ts`), or in Redis
 * for all replicas.
 */
export const QUOTA_RULES = {
  /** Our window is longer than the vendor's by this share: two calls a window apart may arrive a little closer. */
  MARGIN: 0.01,
  /** Share of the limit that may go at once after quiet, 5 at least: small queries at once, big ones spread. */
  BURST_SHARE: 0.1,
  MIN_BURST: 5,
  /**
   * Pause after a 429 without `Retry-After`: the window, but no longer than 2 s (the vendor's FAQ advises 2 to 5 s);
   * doubles while most of what goes out is refused.
   */
  MIN_PAUSE_MS: 500,
  PAUSE_MS: 2_000,
  MAX_PAUSE_MS: 60_000,
  /** What a 429 without any words is taken for: a limit by the second, halved until it fits, then slower than that. */
  ASSUMED_WINDOW_MS: 1_000,
  MAX_ASSUMED_WINDOW_MS: 600_000,
  /** Quiet before a learned limit is tried a little higher; doubles with each attempt that fails, up to an hour. */
  PROBE_AFTER_MS: 10_000,
  MAX_PROBE_AFTER_MS: 3_600_000,
  /** Step of the first probe and least step down; probes in a row that are borne double it. */
  STEP_SHARE: 0.05,
  /**
   * A limit guessed from a 429 without words is doubted: it doubles every so many milliseconds, felt or not, and is
   * forgotten past `FORGOTTEN_LIMIT`. The doubt ends with a lesson drawn from so many calls that got through, with one
   * in which most were refused, or with the last of so many lessons.
   */
  DOUBT_EVERY_MS: 1_000,
  FORGOTTEN_LIMIT: 4_096,
  ENOUGH_EVIDENCE: 10,
  MAX_DOUBTS: 4,
  /** Refusals in one burst that are too many for a slip. */
  MOST_STRAYS: 3,
  /** Grants remembered, at least. */
  REMEMBERED: 4_096,
  MAX_LIMIT: 1_000_000,
} as const;
