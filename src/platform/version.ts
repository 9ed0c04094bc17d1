import { readFileSync } from 'node:fs';

/** Version of this release, from `package.json`: the one number for the package, the API documents and the image. */
export const VERSION = readVersion();

function readVersion(): string {
  // The same distance from `src` and from `dist`.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
