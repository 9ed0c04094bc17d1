/** One word of a question: `name:value,value`, or a value alone, whose name is empty. */
export interface Token {
  readonly name: string;
  readonly values: readonly string[];
}

/** A name without a value, which is no word yet; or a value with or without a name. */
const WORD = /[a-z_]+:(?=\s|$)|(?:([a-z_]+):)?((?:"(?:[^"\\]|\\.)*"?|[^\s"])+)/gi;
const PART = /"((?:[^"\\]|\\.)*)"?|([^",]+)|(,)/g;

/** Returns the words of a question. Quotes hold blanks and commas together; `\` takes the next character as it is. */
export function tokensIn(text: string): Token[] {
  return [...text.matchAll(WORD)].flatMap(([, name = '', value = '']) => {
    const values = valuesIn(value);
    return values.length === 0 ? [] : [{ name: name.toLowerCase(), values }];
  });
}

function valuesIn(text: string): string[] {
  const values = [''];
  for (const [, quoted, plain, comma] of text.matchAll(PART)) {
    if (comma !== undefined) values.push('');
    else values.push(`${values.pop()}${quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1')}`);
  }
  return values.filter((value) => value !== '');
}

/** Returns the words as a text that means the same. */
function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ name, values }) => (name === '' ? '' : `${name}:`) + values.map(quoted).join(','))
    .join(' ');
}

/** Returns a value as it stands in a question. */
export function quoted(value: string): string {
  return /[\s",:\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

/** Returns the question with other values for one name; none takes the name away. */
export function withValues(text: string, names: readonly string[], values: readonly string[]): string {
  const [name = ''] = names;
  const tokens = tokensIn(text);
  const at = tokens.findIndex((token) => names.includes(token.name));
  const others = tokens.filter((token) => !names.includes(token.name));
  const own = values.length === 0 ? [] : [{ name, values }];
  return textOf(at < 0 ? [...others, ...own] : [...others.slice(0, at), ...own, ...others.slice(at)]);
}
