import { untilAborted } from '../kernel/abort.js';
import { CallSignal } from '../kernel/call-signal.js';
import { FanOutRun, type FanOutOptions } from './fan-out-run.js';
import { OpenTarget } from './open-target.js';
import type { Outcome, Page } from './outcome.js';
import { checkWalk, PageWalk } from './page-walk.js';
import { pullFrom } from './run-stream.js';

export interface TakeOptions<T, R> extends Omit<FanOutOptions<T, R>, 'maxBuffered'> {
  /** Rows a target is expected to have, from statistics or the `averageRows` of an earlier take. */
  readonly expectedRows?: number;
}

export interface Taken<T, R> {
  /** One for each target from `start` up to `next`, in target order. Whole targets: the last may overshoot `want`. */
  readonly outcomes: readonly Outcome<T, R>[];
  /** Index of the first target that is not in `outcomes`; `targets.length` when none is left. */
  readonly next: number;
  /** Rows in `outcomes`, those of targets that changed while they were read included. */
  readonly rows: number;
  /** Pages asked for. */
  readonly requests: number;
  /** Mean rows of the targets read, or `null` when none was; a good `expectedRows` for the next take. */
  readonly averageRows: number | null;
}

/** How many targets an expectation from outside counts for in the mean (choice: a few hosts outweigh it). */
const EXPECTATION_WEIGHT = 4;

/**
 * How much more rows than the mean a target in flight is taken to bring. Rows of targets differ, so asking for just as
 * many as the mean calls for asks for too many every other time (simulated 2026-09, 10-row hosts, 100 rows wanted,
 * mean known: 22 % more requests than needed at 1, 6 % at 1.3; 1.5 and 2.1 round trips).
 */
const CAUTION = 1.3;

/**
 * Reads targets in order from `start` until at least `want` rows are gathered or the targets end, with few requests: only
 * as many targets are in flight as are surely needed, by the mean rows of those seen so far. When nothing is seen or
 * expected, a target is taken to fill a page. Then the number in flight is at most twice the number seen, so that an unusual
 * first target cannot start too many requests. A window of 1 gives the fewest requests possible.
 *
 * At the deadline the targets asked for but not read become failures, at least one; the rest is left to the next take.
 *
 * @param start index of the first target, 0 or more.
 * @param want rows, 1 or more.
 * @throws the signal's reason when it is not a deadline.
 */
export function takeInOrder<T, R>(
  targets: readonly T[],
  start: number,
  want: number,
  options: TakeOptions<T, R>,
): Promise<Taken<T, R>> {
  const isLast = start === targets.length - 1 && options.growth === undefined;
  if (isLast && options.onProgress === undefined) return takeLast(targets, start, want, options);
  return takeByRun(targets, start, want, options);
}

/**
 * Reads the last target: its first page by itself, because most have one page, and one request needs no window and no queue. What
 * more there is to read, and what the abort of a signal means for a target, is a run's business.
 */
async function takeLast<T, R>(
  targets: readonly T[],
  index: number,
  want: number,
  options: TakeOptions<T, R>,
): Promise<Taken<T, R>> {
  checkWalk(options);
  const { fetchPage, signal = new CallSignal() } = options;
  if (signal.aborted) return takeByRun(targets, index, want, options);
  const open = new OpenTarget(index, targets[index] as T, new PageWalk(options));
  const { target, walk } = open;
  const offset = walk.take();
  let page: Page<R> | undefined;
  let error: unknown;
  try {
    page = await untilAborted(fetchPage({ target, offset, limit: walk.limit, signal }), signal);
  } catch (caught) {
    error = caught;
  }
  if (signal.aborted) return takeByRun(targets, index, want, options);
  const outcome = open.accept(offset, page, error);
  if (outcome === undefined) return takeByRun(targets, index, want, options, open);
  const rows = outcome.rows?.length ?? 0;
  const averageRows = outcome.kind === 'rows' ? rows : null;
  return { outcomes: [outcome], next: index + 1, rows, requests: 1, averageRows };
}

/** @param begun the first target, where its first page has been read. */
async function takeByRun<T, R>(
  targets: readonly T[],
  start: number,
  want: number,
  options: TakeOptions<T, R>,
  begun?: OpenTarget<T, R>,
): Promise<Taken<T, R>> {
  const { expectedRows, pageLimit } = options;
  const run = new FanOutRun<T, R>(targets, {
    ...options,
    begun,
    from: start,
    maxBuffered: Infinity,
    admit: ({ rows, targetsDone: done, targetsOpen: open }) => {
      if (rows >= want) return false;
      if (open === 0) return true;
      if (expectedRows !== undefined) {
        const mean = (rows + expectedRows * EXPECTATION_WEIGHT) / (done + EXPECTATION_WEIGHT);
        return rows + open * mean * CAUTION < want;
      }
      if (done === 0) return open * pageLimit < want;
      return open < 2 * done && rows + open * (rows / done) * CAUTION < want;
    },
  });
  const byPlace: (Outcome<T, R> | undefined)[] = [];
  const outcomes: Outcome<T, R>[] = [];
  let rows = 0;
  try {
    while (rows < want && start + outcomes.length < targets.length) {
      const batch = await nextBatch(run);
      if (batch === null) break;
      for (const outcome of batch) byPlace[outcome.index - start] = outcome;
      for (;;) {
        const outcome = byPlace[outcomes.length];
        if (outcome === undefined || rows >= want) break;
        outcomes.push(outcome);
        rows += outcome.rows?.length ?? 0;
      }
    }
  } finally {
    run.close();
  }
  const read = run.targetsDone - run.targetsFailed;
  return {
    outcomes,
    next: start + outcomes.length,
    rows,
    requests: run.requests,
    averageRows: read === 0 ? null : run.rows / read,
  };
}

/** Waits until the run has something ready; `null` when nothing will come. */
async function nextBatch<T, R>(run: FanOutRun<T, R>): Promise<Outcome<T, R>[] | null> {
  for (;;) {
    const batch = pullFrom(run);
    if (batch !== undefined) return batch;
    await new Promise<void>((resolve) => {
      run.onReady = resolve;
    });
  }
}
