/**
 * How old an answer may be by the request's `Cache-Control` (RFC 9111 section 5.2.1), in milliseconds: 0 for `no-cache`
 * and `no-store`; undefined when it does not say. Directives of other kinds are passed over.
 */
export function wantedAgeMs(cacheControl: string | undefined): number | undefined {
  if (cacheControl === undefined) return undefined;
  let wanted: number | undefined;
  for (const part of cacheControl.split(',')) {
    const [name = '', value = ''] = part.trim().toLowerCase().split('=', 2);
    const seconds =
      name === 'no-cache' || name === 'no-store'
        ? 0
        : name === 'max-age' && /^\d{1,9}$/.test(value)
          ? Number(value)
          : undefined;
    if (seconds !== undefined) wanted = Math.min(wanted ?? Infinity, seconds * 1_000);
  }
  return wanted;
}
