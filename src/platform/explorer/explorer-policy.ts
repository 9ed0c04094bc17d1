/**
 * Returns the content security policy of the explorer: scripts and styles are files of this server, nothing stands inline,
 * and no script can turn text into markup.
 *
 * @param origins that the page may ask beside this server: those of issuers.
 */
export function explorerPolicy(origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ['connect-src', "'self'", ...new Set(origins)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join(';');
}
