import { Problem } from '../../../platform/problem/problem.js';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';

/** What callers read when a file is of no use: which way it is. Any other error as it is. */
export function fileProblem(error: unknown): unknown {
  if (!(error instanceof FileFault)) return error;
  return new Problem('upstream-failed', `The exported file is of no use: ${error.message}`, {
    members: { code: error.reason },
    cause: error,
  });
}
