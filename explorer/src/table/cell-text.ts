/** What would move, hide or turn the text around it; two joiners that scripts and emoji need are left. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
const JOINERS = new Set(['\u200c', '\u200d']);

/** Returns a value of a row as a cell shows it. Texts come from servers, so nothing in them may act or hide. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (PLAIN.test(text)) return text;
  return text.replace(UNSEEN, (character) =>
    JOINERS.has(character)
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
}
