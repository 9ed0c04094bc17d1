/** The clock of the process in which the service runs; load it with `outside`, because a spec has a clock of its own. */

const now = Date.now;

/** From now on the service believes that so many milliseconds more have passed; 0 puts its clock right. */
export function advance(ms: number): void {
  Date.now = ms === 0 ? now : () => now() + ms;
}
