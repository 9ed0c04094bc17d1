import type { Failure, OperationId, Portolan, Progress, Summary } from '../index.js';
import { OPERATIONS } from '../operations.js';
import { destinationOf, formatOf, ownFlag, questionOf, type Invocation } from './invocation.js';
import { tableColumns } from './columns.js';
import { EXIT, failuresText, incompleteText } from './failures.js';
import { UsageError } from './flag.js';
import { MEMBERS } from './questions.js';
import { ROW_FORMATS, rowsOutput, type RowFormat, type RowsOutput } from './rows-output.js';
import type { AnyRow } from './table.js';
import { ProgressLine, type Destination } from './terminal.js';

/** Most rows of one page. Source: `limit` in the OpenAPI document. */
const MOST_OF_PAGE = 1_000;
/** Most hosts of a question that the service sorts: more of them take several requests. */
const MOST_SORTED = 100_000;

/** Where the question of a command goes. */
function placeOf({ command, type }: Invocation): readonly ['GET' | 'POST', string] {
  switch (command.name) {
    case 'ports':
      return ['POST', '/v1/ports/query'];
    case 'summary':
      return ['POST', '/v1/ports/summary'];
    case 'hosts':
      return ['GET', '/v1/hosts'];
    case 'changes':
      return ['GET', type === 'port' ? '/v1/ports/changes' : `/v1/assets/${type}/changes`];
    default:
      return type === undefined ? ['GET', '/v1/assets'] : ['POST', `/v1/assets/${type}/query`];
  }
}

function operationAt([method, path]: readonly [string, string]): OperationId {
  const found = Object.entries(OPERATIONS).find(([, each]) => each[0] === method && each[1] === path);
  if (found === undefined) throw new UsageError(`${method} ${path} is not known to this version`);
  return found[0] as OperationId;
}

/** Answers a question about rows. */
export async function listRows(invocation: Invocation, portolan: Portolan): Promise<number> {
  const { terminal, signal, quiet } = invocation;
  const place = placeOf(invocation);
  const to = destinationOf(invocation);
  const format = formatOf<RowFormat>(invocation, ROW_FORMATS, to.isTerminal ? 'table' : 'ndjson');
  const limit = limitOf(invocation);
  if (wantsBom(invocation) && format !== 'csv')
    throw new UsageError(`--bom goes with --format csv only, not with ${format}`);
  const question = {
    ...(await questionOf(invocation, place[0] === 'POST')),
    ...shapeOf(invocation),
    ...(limit === undefined ? {} : { limit: Math.min(limit, MOST_OF_PAGE) }),
  };
  const progress = new ProgressLine(terminal, quiet);
  const failures: Failure[] = [];
  const summaries: Summary[] = [];
  // Which operation it is and whether the question fits is known only now, so the service judges it.
  const rows = portolan.rows(operationAt(place) as 'queryPorts', sorted(invocation, format, question), {
    signal,
    by: limit === undefined ? 'stream' : 'pages',
    onFailure: (failure) => failures.push(failure),
    onProgress: (each) => progress.show(progressText(each)),
    onSummary: (summary) => summaries.push(summary),
  });
  try {
    const written = new WrittenRows(invocation, format, to);
    await written.all(rows as AsyncIterable<AnyRow>, progress, limit);
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
}

function wantsBom({ given }: Invocation): boolean {
  return given['bom'] === true;
}

function limitOf(invocation: Invocation): number | undefined {
  const text = ownFlag(invocation, 'limit');
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a whole number from 1, not ${JSON.stringify(text)}`);
}

/** What rows shall have: the members that `--fields` names, and the names of their hosts. */
function shapeOf(invocation: Invocation): object {
  const fields = fieldsOf(invocation);
  const withHost =
    invocation.command.name === 'ports' ||
    (invocation.command.name === 'assets' && invocation.type !== undefined);
  return { ...(withHost ? { include: 'host' } : {}), ...(fields === undefined ? {} : { fields }) };
}

/** Undefined for all. */
function fieldsOf(invocation: Invocation): readonly string[] | undefined {
  const text = ownFlag(invocation, 'fields');
  if (text === undefined || text === 'all') return undefined;
  return text.split(',').map((name) => name.trim());
}

/** People read a table from the top, so its hosts stand in order; a pipe gets rows as they come. */
function sorted(
  invocation: Invocation,
  format: RowFormat,
  question: Readonly<Record<string, unknown>>,
): object {
  const hosts = question['host_ids'] as readonly string[] | undefined;
  const free =
    invocation.flags.has('sort') && question['sort'] === undefined && question['limit'] === undefined;
  return format === 'table' && free && (hosts?.length ?? 0) <= MOST_SORTED
    ? { ...question, sort: ['host'] }
    : question;
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

  constructor(
    private readonly invocation: Invocation,
    private readonly format: RowFormat,
    private readonly to: Destination,
  ) {}

  /** Columns that a table had no room for. */
  get hidden(): readonly string[] {
    return this.output?.hidden ?? [];
  }

  private get shape(): { readonly bom: boolean } {
    return { bom: wantsBom(this.invocation) };
  }

  /** @param limit stops after so many rows. */
  async all(rows: AsyncIterable<AnyRow>, progress: ProgressLine, limit = Infinity): Promise<void> {
    for await (const row of rows) {
      this.output ??= rowsOutput(this.format, this.columns(row), this.to, this.shape);
      const text = this.output.row(row);
      if (text !== '') {
        if (this.to.isTerminal) progress.clear();
        await this.to.write(text);
      }
      if (++this.count >= limit) break;
    }
    progress.clear();
    this.output ??= rowsOutput(this.format, this.columns(undefined), this.to, this.shape);
    await this.to.write(this.output.end());
    await this.to.end();
  }

  private columns(row: AnyRow | undefined): readonly string[] {
    const fields = fieldsOf(this.invocation);
    if (fields !== undefined) return fields;
    const { command, type } = this.invocation;
    if (row === undefined) return MEMBERS[command.name] ?? MEMBERS[type ?? ''] ?? [];
    const every = this.format !== 'table' || ownFlag(this.invocation, 'fields') === 'all';
    return every ? Object.keys(row) : tableColumns(command.name, row);
  }
}
