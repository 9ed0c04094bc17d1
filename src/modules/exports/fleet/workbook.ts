import type { ExportColumn } from '../../../upstream/hss/export-columns.js';
import { cellsOf, type Pieces } from './row-cells.js';
import { sheetRow } from './sheet-row.js';
import type { RowBatches, Tally } from './tally.js';
import { ZipStream } from './zip-stream.js';

/** Rows of one sheet without its heading (source: Excel specifications and limits). */
const MAX_ROWS = 1_048_575;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * The rows as an XLSX workbook: sheets of rows, then `Failures` where there are any, and `Summary`. Texts are inline
 * strings, which are never formulas; numbers and flags stay what they are.
 */
export async function* workbook(columns: readonly ExportColumn[], batches: RowBatches, tally: Tally): Pieces {
  const zip = new ZipStream();
  const sheets: string[] = [];
  const cut = { cells: 0 };
  const sheet = (name: string, rows: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> => {
    sheets.push(name);
    return zip.entry(`xl/worksheets/sheet${sheets.length}.xml`, rows);
  };
  // Every part that is not named is a sheet, so their number need not be known yet.
  yield* zip.entry('[Content_Types].xml', [
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
      `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/></Types>`,
  ]);
  yield* zip.entry('_rels/.rels', [
    relations([`<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`]),
  ]);
  const rows = new RowSource(batches);
  for (let at = 1; at === 1 || !rows.ended; at++) {
    const titles = columns.map(({ title }) => title);
    yield* sheet(at === 1 ? 'Rows' : `Rows ${at}`, rowSheet(titles, columns, rows, cut));
  }
  const { failures, summary } = tally;
  if (failures.length > 0) {
    const members = ['project', 'host_id', 'code', 'title', 'retryable', 'attempts'] as const;
    const lines = failures.map((failure) => members.map((member) => failure[member]));
    yield* sheet('Failures', table([members, ...lines], cut));
  }
  yield* sheet(
    'Summary',
    table(
      [
        ['complete', summary?.complete ?? false],
        ['items', tally.rows],
        ['hosts_requested', tally.hosts.requested],
        ['hosts_answered', tally.hosts.answered],
        ['hosts_failed', tally.hosts.failed],
        ['as_of', summary?.as_of ?? null],
        ['texts_cut', cut.cells],
      ],
      cut,
    ),
  );
  const named = sheets.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  yield* zip.entry('xl/workbook.xml', [
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${named.join('')}</sheets></workbook>`,
  ]);
  const placed = sheets.map(
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  yield* zip.entry('xl/_rels/workbook.xml.rels', [relations(placed)]);
  yield zip.end();
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
  titles: readonly string[],
  columns: readonly ExportColumn[],
  rows: RowSource,
  cut: { cells: number },
): AsyncGenerator<string> {
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

/** Batches of rows for several sheets in turn. */
class RowSource {
  ended = false;
  private held: readonly object[] = [];

  constructor(private readonly batches: RowBatches) {}

  /** Up to `most` rows; undefined after the last. */
  async take(most: number): Promise<readonly object[] | undefined> {
    if (this.held.length === 0) {
      const next = await this.batches.next();
      if (next.done === true) {
        this.ended = true;
        return undefined;
      }
      this.held = next.value;
    }
    const taken = this.held.slice(0, most);
    this.held = this.held.slice(most);
    return taken;
  }
}
