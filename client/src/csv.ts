/** A text that begins so, blanks aside, is a formula to some spreadsheet; full-width signs count in East Asia. */
const FORMULA = /^[\s\0\u00a0\u3000\ufeff]*[=+\-@＝＋－＠]/u;
/** A text that begins with one of these is cut or moved by some, which brings what follows to its front. */
const CONTROL = /^[\t\r\n\0]/;
const NEEDS_QUOTES = /[",;'\t\r\n\0]|^\s|\s$/;

/** One record with its line end (RFC 4180). Texts that a spreadsheet would run get an apostrophe in front. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  const text = FORMULA.test(plain) || CONTROL.test(plain) ? `'${plain}` : plain;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
