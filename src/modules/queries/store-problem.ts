import { Problem } from '../../platform/problem/problem.js';
import { JobsUnavailable } from '../../platform/jobs/jobs.js';
import { QueryStoreFailure } from '../../query/background/query-store.js';

/** Seconds after which a caller may try again while the store is out of reach. A choice. */
const AWAY_RETRY_S = 2;
/** The same while the store is full: some of what is kept will have expired by then. A choice. */
const FULL_RETRY_S = 30;

/** Does what needs the store. @throws Problem `store-unavailable` or `store-full` when the store fails. */
export async function withStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QueryStoreFailure || error instanceof JobsUnavailable)) throw error;
    if (error.full)
      throw new Problem('store-full', 'Redis, which all instances share, is full: nothing new can be kept', {
        retryAfterS: FULL_RETRY_S,
        cause: error,
      });
    throw new Problem('store-unavailable', 'Background queries cannot be looked up at the moment', {
      retryAfterS: AWAY_RETRY_S,
      cause: error,
    });
  }
}
