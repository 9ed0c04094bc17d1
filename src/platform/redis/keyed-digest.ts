import { createHmac, hkdfSync } from 'node:crypto';
import type { CacheSecret } from './cache-cipher.js';
import { readLua } from './lua-script.js';

/**
 * Makes digests that nobody can make without our secrets. They serve as names in Redis that reveal nothing, and as keys with
 * which Lua marks the numbers that it has to read unsealed.
 */
export class KeyedDigest {
  private readonly keys: readonly Buffer[];

  /**
   * @param secrets as of CacheCipher; the first one is current.
   * @param purpose digests of different purposes have nothing in common.
   */
  constructor(secrets: readonly CacheSecret[], purpose: string) {
    if (secrets.length === 0) throw new RangeError('a keyed digest needs at least one secret');
    this.keys = secrets.map(({ value }) => Buffer.from(hkdfSync('sha256', value, 'portolan', purpose, 32)));
  }

  /** Returns the text's digest under the current secret: 43 letters, digits, `-` or `_`. */
  of(text: string): string {
    return this.all(text)[0] as string;
  }

  /** Returns the text's digests under all secrets, the current one first. */
  all(text: string): readonly string[] {
    return this.keys.map((key) => createHmac('sha256', key).update(text).digest('base64url'));
  }

  /** Returns all digests as one argument of a script: the keys that `MARKED` takes. */
  marks(name: string): string {
    return this.all(name).join(' ');
  }
}

export const MARKED = readLua(new URL('./marks.lua', import.meta.url));

export const DROPPING = readLua(new URL('./drop-foreign.lua', import.meta.url));
