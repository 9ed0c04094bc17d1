/** The clock of the process in which the service runs; load it with `outside`, because a spec has a clock of its own. */

const now = Date.now;

/** Moves the service's clock ahead of the real time by this many milliseconds; 0 sets it right. */
export function advance(ms: number): void {
  Date.now = ms === 0 ? now : () => now() + ms;
}
