import { Problem } from '../../../platform/problem/problem.js';
import { ExportStoreFailure } from './export-store.js';

/** Seconds after which a caller may try again while the store is out of reach. A choice. */
const AWAY_RETRY_S = 2;
/** The same while the store is full: some of what is kept will have expired by then. A choice. */
const FULL_RETRY_S = 30;

/** Does what needs the store. @throws Problem `store-unavailable` or `store-full` when the store fails. */
export async function withStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExportStoreFailure ? storeProblem(error) : error;
  }
}

/** Returns what callers read when the store fails. */
export function storeProblem(cause: ExportStoreFailure): Problem {
  if (cause.full)
    return new Problem('store-full', 'Redis, which all instances share, is full: nothing new can be kept', {
      retryAfterS: FULL_RETRY_S,
      cause,
    });
  return new Problem('store-unavailable', 'Exports cannot be looked up at the moment', {
    retryAfterS: AWAY_RETRY_S,
    cause,
  });
}
