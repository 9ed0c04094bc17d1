import { createHmac, hkdfSync } from 'node:crypto';
import type { CacheSecret } from './cache-cipher.js';

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

/**
 * Lua that marks texts and takes no others. The key is good for one name in Redis only, so that a text moved to another
 * name is refused there; who reads it on its way to Redis could forge that one counter and nothing else.
 *
 * marked(keys, text) -> `<mark> <text>`; unmarked(keys, text) -> the text, or nil when it is not ours
 */
export const MARKED = `
local function mark(key, text)
  return redis.sha1hex(key .. redis.sha1hex(key .. text))
end

local function marked(keys, text)
  return mark(string.match(keys, '^%S+'), text) .. ' ' .. text
end

local function unmarked(keys, text)
  local given, rest = string.match(text, '^(%x+) (.*)$')
  for key in string.gmatch(keys, '%S+') do
    if given and mark(key, rest) == given then return rest end
  end
  return nil
end
`;

/**
 * Lua that counts what it drops because it cannot be ours.
 *
 * is(key, type) -> whether the key holds that type; what is of another one is dropped
 * textOf(key, most) -> its text of at most so many bytes; what else is there is dropped
 * sealedOf(key, most) -> the same, of the form that CacheCipher gives: ASCII, so that it comes back as it was
 */
export const DROPPING = `
local dropped = 0

local function drop(key)
  redis.call('DEL', key)
  dropped = dropped + 1
end

local function is(key, wanted)
  local found = redis.call('TYPE', key).ok
  if found == wanted then return true end
  if found ~= 'none' then drop(key) end
  return false
end

local function textOf(key, most)
  if not is(key, 'string') then return nil end
  if redis.call('STRLEN', key) <= most then return redis.call('GET', key) end
  drop(key)
  return nil
end

local function sealedOf(key, most)
  local text = textOf(key, most)
  if not text or string.match(text, '^1%.%d+%.[%w_-]+%.[%w_-]+%.[%w_-]+$') then return text end
  drop(key)
  return nil
end
`;
