/** Parameters of one request; of a repeated name the first value counts. */
export type Query = ReadonlyMap<string, string>;

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Parses the query of a URL. Invalid percent-encoding is kept unchanged. */
export function parseQuery(raw: string): Query {
  const query = new Map<string, string>();
  if (raw === '') return query;
  for (const part of raw.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    if (!query.has(name)) query.set(name, at < 0 ? '' : decode(part.slice(at + 1)));
  }
  return query;
}
