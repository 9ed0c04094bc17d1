import { Problem } from '../../../platform/problem/problem.js';
import { SpoolFault } from '../../../upstream/hss/export-file/spool.js';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';

/** Another instance may have the room; this one needs its operator. */
const SPOOL_RETRY_S = 10;

/** What callers read when a file is of no use: which way it is. Any other error as it is. */
export function fileProblem(error: unknown): unknown {
  if (error instanceof SpoolFault)
    return new Problem('overloaded', 'The folder for temporary files of this instance cannot be written', {
      retryAfterS: SPOOL_RETRY_S,
      cause: error,
    });
  if (!(error instanceof FileFault)) return error;
  return new Problem('upstream-failed', `The exported file is of no use: ${error.message}`, {
    members: { code: error.reason },
    cause: error,
  });
}
