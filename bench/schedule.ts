/** The work of one run: calls that list servers, and pages of rows for each server. */
export interface Work {
  readonly listCalls: number;
  readonly pagesByHost: readonly number[];
}

/** Calls × latency ÷ window: what could be reached if all calls were known at once. Milliseconds. */
export function idealMs(calls: number, latencyMs: number, window: number): number {
  return (calls * latencyMs) / window;
}

/**
 * The same calls through the same window with no overhead at all, in the only order in which they can be known: the first
 * page of servers, its other pages, then every server's first page, whose answer names the others. Milliseconds.
 */
export function listScheduleMs(work: Work, latencyMs: number, window: number): number {
  // Every call takes the same time, so the window moves in steps.
  let steps = 1 + Math.ceil((work.listCalls - 1) / window);
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
