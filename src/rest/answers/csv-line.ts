/** A cell that begins so, blanks aside, is a formula to some spreadsheet; full-width forms are to those of East Asia. */
const FORMULA = /^[\s\0\u00a0\u3000\ufeff]*[=+\-@＝＋－＠]/u;
/** A cell that begins with one of these is cut or moved by some, which brings what follows to its front. */
const CONTROL = /^[\t\r\n\0]/;
/** What needs quotes: RFC 4180's own, and what separates or trims cells in other dialects. */
const NEEDS_QUOTES = /[",;'\t\r\n\0]|^\s|\s$/;

/**
 * One value as a cell. Texts that a spreadsheet would run as a formula get an apostrophe in front, which makes them
 * texts there. Numbers are left alone: they cannot be formulas.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  const text = FORMULA.test(plain) || CONTROL.test(plain) ? `'${plain}` : plain;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record with its line end. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}
