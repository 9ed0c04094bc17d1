/** The work of one run: calls that list servers, and pages of rows for each server. */
export interface Work {
  readonly listCalls: number;
  readonly pagesByHost: readonly number[];
}

/**
 * Returns the least time of the same calls in the same window without any overhead, in milliseconds. Calls start in the order in
 * which they become known: the first page of servers, the other pages of servers, then each server's first page, which gives the
 * number of its other pages.
 */
export function listScheduleMs(work: Work, latencyMs: number, window: number): number {
  // Every call takes the same time, so the window moves in steps.
  let steps = work.listCalls === 0 ? 0 : 1 + Math.ceil((work.listCalls - 1) / window);
  let known = 0;
  let next = 0;
  while (next < work.pagesByHost.length || known > 0) {
    const further = Math.min(known, window);
    known -= further;
    const firsts = Math.min(window - further, work.pagesByHost.length - next);
    for (let at = 0; at < firsts; at++) known += (work.pagesByHost[next + at] ?? 1) - 1;
    next += firsts;
    steps++;
  }
  return steps * latencyMs;
}
