import type { Progress as ProgressEvent } from '../question/answer.js';

/** What an answer holds so far. */
export interface Counts {
  answered: number;
  failures: number;
  items: number;
}

/** Time between two progress events, in milliseconds: no shorter, and no longer while nothing else is sent. */
export const PROGRESS_EVERY_MS = 500;

/**
 * How far a stream is. Its figures never decrease: when a reading by key fails and goes on host by host, they stand still
 * until it has caught up. The hosts done are never more than the total.
 */
export class Progress {
  private sentAt = -Infinity;
  private mostDone = 0;

  /** @param total hosts; set anew when they are found. */
  constructor(
    public total: number,
    private readonly clock: { readonly elapsedMs: number },
  ) {}

  /** Whether it is time for another progress event. */
  get due(): boolean {
    return this.clock.elapsedMs - this.sentAt >= PROGRESS_EVERY_MS;
  }

  /** Returns the progress. @param share done of a reading that is not done host by host, 0 to 1. */
  now(counts: Readonly<Counts>, share = 0): ProgressEvent {
    const { elapsedMs } = this.clock;
    this.sentAt = elapsedMs;
    const reached = Math.max(counts.answered + counts.failures, Math.floor(share * this.total));
    const done = Math.max(this.mostDone, reached);
    this.mostDone = done;
    // When the reading began, the number of hosts may have been a few minutes old.
    const total = Math.max(this.total, done);
    // The pace is that of the hosts really done, also while `done` stands still.
    const etaMs = reached === 0 ? null : Math.round((elapsedMs / reached) * Math.max(0, total - reached));
    return { hosts: { done, total }, items: counts.items, eta_ms: etaMs };
  }
}
