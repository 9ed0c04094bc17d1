import { Fault } from '../kernel/fault.js';
import { fanOut, type FanOutOptions } from './fan-out.js';
import type { Outcome } from './outcome.js';

/**
 * Reads one list that belongs to no target, with the options of `fanOut`.
 *
 * @returns its only outcome: all rows, or the failure with the rows seen.
 * @throws the signal's reason when it aborts, unless that is a deadline.
 */
export async function readList<R>(options: FanOutOptions<null, R>): Promise<Outcome<null, R>> {
  for await (const outcome of fanOut([null], options)) return outcome;
  throw new Fault('unavailable', 'the list ended without an outcome');
}

/** Reads one list and returns all its rows. @throws Fault when it cannot be read whole; the signal's reason. */
export async function readWholeList<R>(options: FanOutOptions<null, R>): Promise<readonly R[]> {
  const outcome = await readList(options);
  if (outcome.kind === 'failure') throw outcome.fault;
  return outcome.rows;
}
