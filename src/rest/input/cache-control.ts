/**
 * Returns the greatest age of an answer that `Cache-Control` of a request allows (RFC 9111, section 5.2.1), in
 * milliseconds: 0 for `no-cache` and `no-store`, undefined when the header sets no age. Other directives are ignored.
 */
export function allowedAgeMs(cacheControl: string | undefined): number | undefined {
  if (cacheControl === undefined) return undefined;
  let allowed: number | undefined;
  for (const directive of cacheControl.split(',')) {
    const [name = '', value = ''] = directive.trim().toLowerCase().split('=', 2);
    const seconds =
      name === 'no-cache' || name === 'no-store'
        ? 0
        : name === 'max-age' && /^\d{1,9}$/.test(value)
          ? Number(value)
          : undefined;
    if (seconds !== undefined) allowed = Math.min(allowed ?? Infinity, seconds * 1_000);
  }
  return allowed;
}
