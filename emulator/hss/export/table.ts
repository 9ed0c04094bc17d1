import type { AssetRow } from '../../fleet/assets/row.js';

/** A column: the row's member, and the title in the file. */
export type Column = readonly [field: string, title: string];

/** Returns the cell of a row as text. Exports call the member `status` of lists `port_status`. */
function cellOf(row: AssetRow, field: string, unknown: string): string {
  const value = row[field === 'port_status' ? 'status' : field] ?? '';
  return field === 'port_status' && value === 'unknow' ? unknown : String(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Yields the lines of a CSV file (RFC 4180), titles first. Formulas are not disarmed, because the vendor mentions no such thing. */
export function* csvLines(
  columns: readonly Column[],
  rows: Iterable<AssetRow>,
  unknown: string,
): Generator<string> {
  yield `${columns.map(([, title]) => csvCell(title)).join(',')}\r\n`;
  for (const row of rows)
    yield `${columns.map(([field]) => csvCell(cellOf(row, field, unknown))).join(',')}\r\n`;
}

/** Characters that XML 1.0 forbids even as references: all control characters except tab and line ends. */
function isXmlText(char: string): boolean {
  const code = char.codePointAt(0) as number;
  return code >= 0x20 || code === 9 || code === 10 || code === 13;
}

function xml(text: string): string {
  const clean = [...text].filter(isXmlText).join('');
  return clean
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `A`, `B`, … `Z`, `AA`, … */
function columnName(place: number): string {
  const high = Math.floor(place / 26);
  return (high > 0 ? columnName(high - 1) : '') + String.fromCharCode(65 + (place % 26));
}

function* sheetRow(number: number, cells: readonly string[]): Generator<string> {
  yield `<row r="${number}">`;
  for (const [place, cell] of cells.entries()) {
    yield `<c r="${columnName(place)}${number}" t="inlineStr"><is><t xml:space="preserve">${xml(cell)}</t></is></c>`;
  }
  yield '</row>';
}

/** Yields the one sheet of a workbook in pieces; all cells are texts. @param prologue precedes the root element. */
export function* sheetXml(
  columns: readonly Column[],
  rows: Iterable<AssetRow>,
  unknown: string,
  prologue = '',
): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${prologue}`;
  yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
  yield* sheetRow(
    1,
    columns.map(([, title]) => title),
  );
  let number = 1;
  for (const row of rows)
    yield* sheetRow(
      (number += 1),
      columns.map(([field]) => cellOf(row, field, unknown)),
    );
  yield '</sheetData></worksheet>';
}

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The other parts of a workbook. */
export const XLSX_PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${MAIN}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${MAIN}.worksheet+xml"/></Types>`,
  '_rels/.rels':
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
    `xmlns:r="${RELATION}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="rId1" Type="${RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** A document type with an entity that grows when it is expanded, and one that reads a local file. */
export const HOSTILE_PROLOGUE =
  '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">' +
  '<!ENTITY f SYSTEM "file:///etc/passwd">]>';
