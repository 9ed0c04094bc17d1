/** Spreadsheets run a cell that begins so as a formula; leading blanks do not matter. East Asian ones accept full-width forms. */
const FORMULA = /^[\s\0\u00a0\u3000\ufeff]*[=+\-@＝＋－＠]/u;
/** Spreadsheets may drop one of these at the beginning of a cell, and run what follows as a formula. */
const CONTROL = /^[\t\r\n\0]/;
/** Cells that need quotes: by RFC 4180, or because other dialects separate or trim cells there. */
const NEEDS_QUOTES = /[",;'\t\r\n\0]|^\s|\s$/;

/**
 * Writes one value as a cell. A text that a spreadsheet would run as a formula gets an apostrophe in front, so that it
 * stays a text. Numbers stay as they are: they cannot be formulas.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  const text = FORMULA.test(plain) || CONTROL.test(plain) ? `'${plain}` : plain;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes one record, with its line end. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}
