/** Longest text of a cell (source: Excel specifications and limits); what is longer makes the whole file unreadable. */
const MAX_TEXT = 32_767;
/** What XML cannot say, and what would read as an escape of it. */
const ESCAPED = /(?![\t\n])[\p{Cc}\ufffe\uffff]|_(?=x[0-9a-f]{4}_)|\p{Cs}/giu;

/**
 * A row of a worksheet. Texts are inline strings, whatever they begin with; numbers and flags keep their type, null is
 * no cell. A text that is too long for a cell ends with an ellipsis, and is counted.
 *
 * @param row number of the row, from 1 on.
 */
export function sheetRow(row: number, cells: readonly unknown[], cut: { cells: number }): string {
  let text = `<row r="${row}">`;
  for (const [at, value] of cells.entries()) {
    if (value === null || value === undefined) continue;
    const place = `${columnName(at)}${row}`;
    if (typeof value === 'number' && Number.isFinite(value)) text += `<c r="${place}"><v>${value}</v></c>`;
    else if (typeof value === 'boolean') text += `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`;
    else {
      const plain = typeof value === 'string' ? value : JSON.stringify(value);
      if (plain.length > MAX_TEXT) cut.cells++;
      const fits = plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT - 1)}…` : plain;
      text += `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(fits)}</t></is></c>`;
    }
  }
  return `${text}</row>\n`;
}

/** `A` to `Z`, then `AA` and so on. */
function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last;
}

/** Characters that XML lacks are written `_xHHHH_` (source: ECMA-376, ST_Xstring). */
function escaped(text: string): string {
  return text
    .replace(ESCAPED, (character) => {
      const code = character.charCodeAt(0);
      // Half of a surrogate pair is no character.
      return code >= 0xd800 && code <= 0xdfff
        ? '\ufffd'
        : `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
