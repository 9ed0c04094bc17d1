import type { Progress as ProgressNote } from '../question/answer.js';

/** What an answer holds so far. */
export interface Counts {
  answered: number;
  failures: number;
  items: number;
}

/** Progress is told at most this often, and at least this often while nothing else comes, in milliseconds. */
export const PROGRESS_EVERY_MS = 500;

/**
 * How far a stream is. What it tells never runs backwards: a reading by key that gives up and goes on server by server
 * stands still until it has caught up, and more than the total is never done.
 */
export class Progress {
  private toldAt = -Infinity;
  private most = 0;

  /** @param total hosts; set anew when they are found. */
  constructor(
    public total: number,
    private readonly clock: { readonly elapsedMs: number },
  ) {}

  get due(): boolean {
    return this.clock.elapsedMs - this.toldAt >= PROGRESS_EVERY_MS;
  }

  /** @param share done of a reading that is not done host by host, 0 to 1. */
  now(counts: Readonly<Counts>, share = 0): ProgressNote {
    const { elapsedMs } = this.clock;
    this.toldAt = elapsedMs;
    const reached = Math.max(counts.answered + counts.failures, Math.floor(share * this.total));
    const done = Math.max(this.most, reached);
    this.most = done;
    // The number of hosts may have been a few minutes old when the reading began.
    const total = Math.max(this.total, done);
    // The pace is that of what is really done, also while `done` waits for it.
    const etaMs = reached === 0 ? null : Math.round((elapsedMs / reached) * Math.max(0, total - reached));
    return { hosts: { done, total }, items: counts.items, eta_ms: etaMs };
  }
}
