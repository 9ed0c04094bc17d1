import { createHmac, hkdfSync } from 'node:crypto';
import type { CacheSecret } from './cache-cipher.js';
import { readLua } from './lua-script.js';

/**
 * Digests that nobody can make without our secrets: names in Redis that tell nothing of what they stand for, and keys by
 * which Lua marks the numbers that it has to read in clear.
 */
export class KeyedDigest {
  private readonly keys: readonly Buffer[];

  /**
   * @param secrets as of CacheCipher; the first one is current.
   * @param purpose what is made for one means nothing to another.
   */
  constructor(secrets: readonly CacheSecret[], purpose: string) {
    if (secrets.length === 0) throw new RangeError('a keyed digest needs at least one secret');
    this.keys = secrets.map(({ value }) => Buffer.from(hkdfSync('sha256', value, 'portolan', purpose, 32)));
  }

  /** The text's digest under the current secret: 43 letters, digits, `-` or `_`. */
  of(text: string): string {
    return this.all(text)[0] as string;
  }

  /** Its digests under all secrets, the current one first. */
  all(text: string): readonly string[] {
    return this.keys.map((key) => createHmac('sha256', key).update(text).digest('base64url'));
  }

  /** All of them in one argument of a script: what `MARKED` takes as keys. */
  marks(name: string): string {
    return this.all(name).join(' ');
  }
}

export const MARKED = readLua(new URL('./marks.lua', import.meta.url));

export const DROPPING = readLua(new URL('./drop-foreign.lua', import.meta.url));
