import { basename } from 'node:path';
import type { Export, ExportedFile, ExportOrder, Portolan } from '../index.js';
import { destinationOf, formatOf, ownFlag, questionOf, type Invocation } from './invocation.js';
import { EXIT, failuresText } from './failures.js';
import { UsageError } from './flag.js';
import { EXPORT_FORMATS } from './questions.js';
import { ProgressLine, toFile, type Destination } from './terminal.js';
import { visible } from './text.js';

/** Orders a file, waits for it and writes it. */
export async function exportRows(invocation: Invocation, portolan: Portolan): Promise<number> {
  const { type, terminal, signal, quiet } = invocation;
  if (type === undefined) throw new UsageError(`export takes one of ${invocation.command.types.join(', ')}`);
  if (ownFlag(invocation, 'output') === '-' && terminal.stdout.isTTY === true)
    throw new UsageError('a file does not go to a terminal; use a pipe, or --output with a name');
  const format = formatOf(invocation, EXPORT_FORMATS, 'csv');
  const order = { ...(await questionOf(invocation, true)), asset_type: type, format };
  const progress = new ProgressLine(terminal, quiet);
  let file: ExportedFile;
  try {
    const onProgress = (each: Export): void => progress.show(progressText(each));
    // Whether the order is right is for the service to say: the flags are those of its document.
    file = await portolan.exportFile(order as unknown as ExportOrder, { signal, onProgress });
    const { to, name } = placeFor(invocation, file);
    const bytes = await written(file, to);
    progress.note(
      `${name === undefined ? '' : `${visible(name)}: `}${file.order.rows ?? 0} rows, ${bytes} bytes`,
    );
  } finally {
    progress.clear();
  }
  const { complete, failures, hosts } = file.order;
  if (failures.length > 0) terminal.stderr.write(failuresText(failures, hosts?.failed));
  return complete === false ? EXIT.incomplete : EXIT.complete;
}

/** Where the file goes: as `--output` says, into a pipe, or under the name that the service gives it. */
function placeFor(
  invocation: Invocation,
  file: ExportedFile,
): { readonly to: Destination; readonly name: string | undefined } {
  const output = ownFlag(invocation, 'output');
  if (output !== undefined && output !== '-') return { to: toFile(output), name: output };
  const to = destinationOf(invocation);
  if (output === '-' || !to.isTerminal) return { to, name: undefined };
  // Only the last part: a name must not lead into another folder.
  const name = basename(file.name);
  return { to: toFile(name), name };
}

async function written({ body }: ExportedFile, to: Destination): Promise<number> {
  let bytes = 0;
  try {
    const reader = body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.length;
      await to.write(next.value);
    }
    await to.end();
    return bytes;
  } catch (error) {
    await to.discard();
    throw error;
  }
}

function progressText({ status, rows, hosts }: Export): string {
  const read = hosts === null ? '' : `, ${hosts.answered + hosts.failed} of ${hosts.requested} hosts`;
  return `${status}${read}${rows === null ? '' : `, ${rows} rows`}`;
}
