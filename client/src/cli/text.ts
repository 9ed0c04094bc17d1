/** What a terminal would obey, hide or use to turn the direction of writing. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
/** Two joiners that scripts and emoji need; they do nothing else. */
const JOINERS = new Set(['\u200c', '\u200d']);
const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Characters that take two cells: those of East Asia (Unicode's East Asian Width W and F) and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text with every character that could move the cursor, change colours or hide something made visible. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(HARMFUL, (character) => (JOINERS.has(character) ? character : escaped(character)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return NAMES[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
}

/** JSON in which no character is left that a terminal would obey; it means the same. */
export function visibleJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (PLAIN.test(json)) return json;
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
  );
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Cells that the text takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text in so many cells: filled with blanks, or cut with an ellipsis. */
export function fitted(text: string, cells: number, align: 'left' | 'right'): string {
  const width = widthOf(text);
  if (width > cells) return cut(text, cells);
  const blanks = ' '.repeat(cells - width);
  return align === 'left' ? text + blanks : blanks + text;
}

function cut(text: string, cells: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = WIDE.test(segment) ? 2 : 1;
    if (width + next > cells - 1) break;
    kept += segment;
    width += next;
  }
  return `${kept}…${' '.repeat(cells - width - 1)}`;
}
