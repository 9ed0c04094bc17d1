/** Longest text of a cell (source: Excel specifications and limits). A longer one makes the whole file unreadable. */
const MAX_TEXT = 32_767;
/** Characters that XML cannot have, and texts that would be read as an escape of such a character. */
const ESCAPED = /(?![\t\n])[\p{Cc}\ufffe\uffff]|_(?=x[0-9a-f]{4}_)|\p{Cs}/giu;

/**
 * Returns a row of a worksheet. Texts are inline strings, however they begin; numbers and flags keep their type, null is
 * no cell. A text that is too long for a cell is cut, ends with an ellipsis, and is counted.
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

/** Returns the letters of a column: `A` to `Z`, then `AA` and so on. */
function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last;
}

/** Escapes a text for XML. Characters that XML cannot have become `_xHHHH_` (source: ECMA-376, ST_Xstring). */
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
