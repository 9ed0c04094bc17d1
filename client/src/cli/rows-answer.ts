import type { CallOptions, Failure, Progress, Summary } from '../index.js';
import { tableColumns } from './columns.js';
import { EXIT, failuresText, incompleteText } from './failures.js';
import { UsageError } from './flag.js';
import { destinationOf, formatOf, ownFlag, type Invocation } from './invocation.js';
import { MEMBERS } from './questions.js';
import { ROW_FORMATS, rowsOutput, type RowFormat, type RowsOutput } from './rows-output.js';
import type { AnyRow } from './table.js';
import { ProgressLine, type Destination } from './terminal.js';

/** Who is told of what comes beside the rows. */
interface Told extends CallOptions {
  readonly onFailure: (failure: Failure) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onSummary: (summary: Summary) => void;
}

/** An answer that is rows. */
export interface RowsAnswer {
  readonly format: RowFormat;
  /**
   * Writes all rows, or the first `limit` of them, and what is to be said of them on stderr.
   *
   * @returns the exit code.
   */
  write(rowsFrom: (told: Told) => AsyncIterable<AnyRow>, limit?: number): Promise<number>;
}

/**
 * Finds out how rows are to be written.
 *
 * @param what decides which columns a table shows; default: the command.
 * @throws UsageError for flags that do not go together.
 */
export function rowsAnswer(invocation: Invocation, what: string = invocation.command.name): RowsAnswer {
  const { terminal, signal, quiet } = invocation;
  const to = destinationOf(invocation);
  const format = formatOf<RowFormat>(invocation, ROW_FORMATS, to.isTerminal ? 'table' : 'ndjson');
  const bom = invocation.given['bom'] === true;
  if (bom && format !== 'csv') throw new UsageError(`--bom goes with --format csv only, not with ${format}`);
  return {
    format,
    write: async (rowsFrom, limit) => {
      const progress = new ProgressLine(terminal, quiet);
      const failures: Failure[] = [];
      const summaries: Summary[] = [];
      const written = new WrittenRows(invocation, what, { format, bom }, to);
      const told: Told = {
        signal,
        onFailure: (failure) => failures.push(failure),
        onProgress: (each) => progress.show(progressText(each)),
        onSummary: (summary) => summaries.push(summary),
      };
      try {
        await written.all(rowsFrom(told), progress, limit);
        progress.note(footer(written, summaries.at(-1)));
      } catch (error) {
        await to.discard();
        throw error;
      } finally {
        progress.clear();
      }
      const incomplete = summaries.find((summary) => !summary.complete);
      if (failures.length === 0 && incomplete === undefined) return EXIT.complete;
      terminal.stderr.write(failures.length > 0 ? failuresText(failures) : incompleteText(incomplete));
      return EXIT.incomplete;
    },
  };
}

/** The members that `--fields` names; undefined for all. */
export function fieldsOf(invocation: Invocation): readonly string[] | undefined {
  const text = ownFlag(invocation, 'fields');
  if (text === undefined || text === 'all') return undefined;
  return text.split(',').map((name) => name.trim());
}

function progressText({ hosts, items, eta_ms: etaMs }: Progress): string {
  const eta = etaMs === null ? '' : `, about ${Math.ceil(etaMs / 1_000)} s left`;
  return `${hosts.done} of ${hosts.total} hosts, ${items} rows${eta}`;
}

function footer({ count, hidden }: WrittenRows, summary: Summary | undefined): string {
  const hosts = (summary?.['hosts'] as { readonly requested?: number } | undefined)?.requested;
  const rows = `${count} ${count === 1 ? 'row' : 'rows'}`;
  const of = hosts === undefined ? '' : ` of ${hosts} hosts`;
  const more = hidden.length === 0 ? '' : `; no room for ${hidden.join(', ')} (--fields chooses columns)`;
  return `${rows}${of}${more}`;
}

/** Writes rows in one format. Which columns there are is seen at the first row. */
class WrittenRows {
  count = 0;
  private output: RowsOutput | undefined;

  /** @param what decides which columns a table shows. */
  constructor(
    private readonly invocation: Invocation,
    private readonly what: string,
    private readonly shape: { readonly format: RowFormat; readonly bom: boolean },
    private readonly to: Destination,
  ) {}

  /** Columns that a table had no room for. */
  get hidden(): readonly string[] {
    return this.output?.hidden ?? [];
  }

  /** @param limit stops after so many rows. */
  async all(rows: AsyncIterable<AnyRow>, progress: ProgressLine, limit = Infinity): Promise<void> {
    for await (const row of rows) {
      this.output ??= this.begun(row);
      const text = this.output.row(row);
      if (text !== '') {
        if (this.to.isTerminal) progress.clear();
        await this.to.write(text);
      }
      if (++this.count >= limit) break;
    }
    progress.clear();
    this.output ??= this.begun(undefined);
    await this.to.write(this.output.end());
    await this.to.end();
  }

  private begun(row: AnyRow | undefined): RowsOutput {
    return rowsOutput(this.shape.format, this.columns(row), this.to, this.shape);
  }

  private columns(row: AnyRow | undefined): readonly string[] {
    const fields = fieldsOf(this.invocation);
    if (fields !== undefined) return fields;
    if (row === undefined) return MEMBERS[this.what] ?? MEMBERS[this.invocation.type ?? ''] ?? [];
    const every = this.shape.format !== 'table' || ownFlag(this.invocation, 'fields') === 'all';
    return every ? Object.keys(row) : tableColumns(this.what, row);
  }
}
