import { FanOutRun, type FanOutOptions, type FanOutProgress } from './fan-out-run.js';
import type { Items } from './growing-list.js';
import type { Outcome } from './outcome.js';
import { BatchStream, OutcomeStream } from './run-stream.js';

export type { FanOutOptions, FanOutProgress };

/**
 * Gives the outcomes of all targets in order of completion, one by one. A target that fails never rejects the stream: its
 * outcome is the failure. The stream rejects with the signal's reason, unless that is a deadline: then every unfinished
 * target comes as a failure with it. `return()`, also while a `next()` is pending, cancels all requests and starts no more.
 *
 * Order of work: one queue of pages over all targets. Known pages of started targets go first, oldest target first;
 * then the next target's first page. A request that ends is replaced at once.
 */
export function fanOut<T, R>(
  targets: Items<T>,
  options: FanOutOptions<T, R>,
): AsyncGenerator<Outcome<T, R>, void, undefined> {
  return new OutcomeStream(new FanOutRun(targets, options));
}

/** Gives what `fanOut` gives, but all outcomes that are ready together, at least one: cheaper for streams. */
export function fanOutBatches<T, R>(
  targets: Items<T>,
  options: FanOutOptions<T, R>,
): AsyncGenerator<readonly Outcome<T, R>[], void, undefined> {
  return new BatchStream(new FanOutRun(targets, options));
}
