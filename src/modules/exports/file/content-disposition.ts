/** Longest name that is passed on, in characters. A choice. */
const MAX_NAME = 120;

/**
 * Returns `Content-Disposition` for a download (RFC 6266). Of a path in `name` only the last segment is used, without
 * control characters, quotes and leading dots. A name that is not plain ASCII is also given in UTF-8 (RFC 8187).
 *
 * @param fallback plain ASCII; used when no character of `name` is left.
 */
export function attachment(name: string | undefined, fallback: string): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = [...last]
    .filter((character) => !/[\p{C}"<>:|?*;%]/u.test(character))
    .slice(0, MAX_NAME)
    .join('')
    .replace(/^[.\s]+/, '')
    .trim();
  const chosen = clean === '' ? fallback : clean;
  const ascii = chosen.replace(/[^\x20-\x7e]/g, '_');
  const plain = `attachment; filename="${ascii}"`;
  if (ascii === chosen) return plain;
  const encoded = encodeURIComponent(chosen).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${plain}; filename*=UTF-8''${encoded}`;
}
