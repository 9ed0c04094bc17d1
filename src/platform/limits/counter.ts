/** What became of taking points from a window's allowance. */
export interface Taken {
  readonly ok: boolean;
  /** Points used up in this window; of a refused take, without it. */
  readonly used: number;
  /** Milliseconds until the window ends and the count starts anew. */
  readonly resetMs: number;
}

/** Counts points by key in windows of fixed length that begin with the first take. A promise only where something waits. */
export interface Counter {
  /** Takes `points`, or nothing at all when that would make more than `limit` in this window. */
  take(key: string, points: number, limit: number): Taken | Promise<Taken>;
}

export const Counter = Symbol('Counter');

/** How long points last, in seconds; choice: the vendor's own quotas are by the minute, and so are the settings. */
export const POINTS_WINDOW_S = 60;
