import type { AnswerEvent } from '../../../query/events/stream-reader.js';
import type { HostCounts, HostFailure } from '../../../query/question/answer.js';
import { cellsOf, type Column, type RowWriter } from '../row-writer.js';
import { sheetRow } from './sheet-row.js';
import { zipArchive, type ZipEntry } from './zip-archive.js';

/** Rows of one sheet without its heading (source: Excel specifications and limits). */
const MAX_ROWS = 1_048_575;
/** Columns of the sheet of failures. */
const FAILURE_MEMBERS = [
  'project',
  'host_id',
  'code',
  'title',
  'retryable',
  'attempts',
  'upstream_code',
  'upstream_request_id',
  'hint',
] as const;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
// Every file that is not named here is a sheet, so the number of sheets need not be known yet.
const CONTENT_TYPES =
  `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
  `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  `<Default Extension="xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>` +
  `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/></Types>`;

/**
 * Writes the events as an XLSX workbook: sheets of rows, then `Failures` where there are any, and `Summary`. Texts are
 * inline strings, which are never formulas; numbers and flags keep their type.
 */
export const workbook: RowWriter = (events, { columns }) =>
  zipArchive(partsOf(columns, new EventRows(events)));

/** Generates the files of the workbook. Each has to be read to its end before the next is generated. */
function* partsOf(columns: readonly Column[], rows: EventRows): Generator<ZipEntry> {
  const sheets: string[] = [];
  const cut = { cells: 0 };
  const sheet = (name: string, texts: ZipEntry['texts']): ZipEntry => {
    sheets.push(name);
    return { path: `xl/worksheets/sheet${sheets.length}.xml`, texts };
  };
  yield { path: '[Content_Types].xml', texts: [CONTENT_TYPES] };
  yield { path: '_rels/.rels', texts: [relations([relation(1, 'officeDocument', 'xl/workbook.xml')])] };
  for (let at = 1; at === 1 || !rows.ended; at++)
    yield sheet(at === 1 ? 'Rows' : `Rows ${at}`, rowSheet(columns, rows, cut));
  if (rows.failures.length > 0) {
    const lines = rows.failures.map((failure) => FAILURE_MEMBERS.map((member) => failure[member]));
    yield sheet('Failures', table([FAILURE_MEMBERS, ...lines], cut));
  }
  yield sheet('Summary', table([...summaryLines(rows.summary), ['texts_cut', cut.cells]], cut));
  const named = sheets.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  const book = `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${named.join('')}</sheets></workbook>`;
  yield { path: 'xl/workbook.xml', texts: [book] };
  const placed = sheets.map((_, at) => relation(at + 1, 'worksheet', `worksheets/sheet${at + 1}.xml`));
  yield { path: 'xl/_rels/workbook.xml.rels', texts: [relations(placed)] };
}

function relation(id: number, kind: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
}

/** What the sheet `Summary` says of the outcome, a line for each fact. */
function summaryLines(summary: object): unknown[][] {
  const { complete, items, hosts, as_of } = summary as {
    readonly complete?: boolean;
    readonly items?: number;
    readonly hosts?: HostCounts;
    readonly as_of?: string;
  };
  return [
    ['complete', complete],
    ['items', items],
    ['hosts_requested', hosts?.requested],
    ['hosts_read', hosts?.read],
    ['hosts_answered', hosts?.answered],
    ['hosts_failed', hosts?.failed],
    ['as_of', as_of],
  ];
}

function relations(all: readonly string[]): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

const OPEN = `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`;
const CLOSE = '</sheetData></worksheet>';

function* table(lines: readonly (readonly unknown[])[], cut: { cells: number }): Generator<string> {
  yield OPEN;
  for (const [at, line] of lines.entries()) yield sheetRow(at + 1, line, cut);
  yield CLOSE;
}

/** One sheet full of rows, or what is left of them. */
async function* rowSheet(
  columns: readonly Column[],
  rows: EventRows,
  cut: { cells: number },
): AsyncGenerator<string> {
  const titles = columns.map(({ title }) => title);
  yield OPEN + sheetRow(1, titles, cut);
  for (let used = 0; used < MAX_ROWS;) {
    const batch = await rows.take(MAX_ROWS - used);
    if (batch === undefined) break;
    let text = '';
    for (const row of batch) text += sheetRow(++used + 1, cellsOf(row, columns), cut);
    yield text;
  }
  yield CLOSE;
}

/** Reads rows from the events, for several sheets in turn. Keeps the failures and the summary that it passes. */
class EventRows {
  ended = false;
  readonly failures: HostFailure[] = [];
  summary: object = {};
  private held: readonly object[] = [];

  constructor(private readonly events: AsyncGenerator<AnswerEvent<object, object>, void, undefined>) {}

  /** Returns up to `most` rows, which may be none; undefined after the last. */
  async take(most: number): Promise<readonly object[] | undefined> {
    while (this.held.length === 0) {
      const next = await this.events.next();
      if (next.done === true) {
        this.ended = true;
        return undefined;
      }
      if (next.value.type === 'items') {
        this.held = next.value.items;
        break;
      }
      if (next.value.type === 'failure') this.failures.push(next.value.failure);
      if (next.value.type === 'summary') this.summary = next.value.summary;
    }
    const taken = this.held.slice(0, most);
    this.held = this.held.slice(most);
    return taken;
  }
}
