import type { ColumnKind } from '../export-columns.js';

export type CellValue = string | number | boolean | null;

const TRUE = new Set(['true', '1', 'yes', '是']);
const FALSE = new Set(['false', '0', 'no', '否']);

/**
 * Converts the text of a cell to the kind of its column; returns null when it is empty. The vendor does not say how it writes
 * cells, so a text that cannot be converted is returned unchanged rather than lost.
 */
export function cellValue(kind: ColumnKind, text: string): CellValue {
  if (text === '') return null;
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return integer(text) ?? text;
    case 'flag': {
      const word = text.toLowerCase();
      return TRUE.has(word) ? true : FALSE.has(word) ? false : text;
    }
    case 'instant':
      return instant(text);
    case 'risk':
      // Both spellings are documented; callers see one.
      return text === 'unknow' ? 'unknown' : text;
  }
}

function integer(text: string): number | undefined {
  // Spreadsheets write large numbers as 1.7882208E12.
  if (!/^-?\d{1,16}(\.\d{1,16})?([eE]\+?\d{1,2})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Converts Unix milliseconds to RFC 3339. Returns null for 0 and -1, which mean "never" as in the vendor's lists. */
function instant(text: string): CellValue {
  const ms = integer(text);
  if (ms === undefined) return text;
  if (ms <= 0) return null;
  return ms < 1e11 || ms > 8.64e15 ? text : new Date(ms).toISOString();
}
