import { sleep } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import type { SendContext } from '../transport/call.js';
import { ExportFile, type ExportFileLimits } from './export-file/export-file.js';
import type { ExportRow } from './export-file/table-rows.js';
import type { ExportOrder, HssExports } from './exports.js';
import type { HssScope } from './hss-client.js';

export interface RunExportOptions {
  /** Before the first look, in milliseconds; then half as long again each time. */
  readonly firstPollMs: number;
  readonly maxPollMs: number;
  readonly limits: ExportFileLimits;
}

/**
 * Runs one export from order to rows, a batch at a time, for a reader who needs them now. Nothing survives this
 * process; exports that callers order by themselves have a life cycle of their own.
 *
 * @throws Fault kind `unavailable` when the vendor fails the task; FileFault; the signal's reason.
 * Cost: one call to start, the looks, and one download.
 */
export async function* runExport(
  exports: HssExports,
  order: ExportOrder,
  scope: HssScope,
  options: RunExportOptions,
  context: SendContext,
): AsyncGenerator<ExportRow[], void, undefined> {
  const { signal } = context;
  const taskId = await exports.start(order, scope, context);
  let pauseMs = options.firstPollMs;
  let fileId: string | undefined;
  while (fileId === undefined) {
    await sleep(pauseMs, signal);
    pauseMs = Math.min(options.maxPollMs, pauseMs * 1.5);
    const task = await exports.task(taskId, scope.enterpriseProjectId, context);
    if (task.state === 'failed') throw new Fault('unavailable', 'the export task failed');
    if (task.state === 'ready') fileId = task.fileId;
  }
  const ready = fileId;
  const file = await ExportFile.fetch(
    (from) => exports.download(ready, scope.enterpriseProjectId, from, context),
    options.limits,
    signal,
  );
  try {
    yield* file.rows(order);
  } finally {
    await file.release();
  }
}
