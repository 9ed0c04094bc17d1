import { readFileSync } from 'node:fs';
import type { LuaScript } from './redis-port.js';

/** Returns the text of a `.lua` file. Reads it synchronously: call it once, when the module loads. */
export function readLua(file: URL): string {
  return readFileSync(file, 'utf8');
}

/**
 * Returns the script in a `.lua` file, which begins with a description of its KEYS, ARGV and result.
 *
 * @param name for logs and metrics.
 * @param definitions Lua that stands before the file's text: functions and constants that it uses.
 */
export function luaScript(name: string, file: URL, definitions = ''): LuaScript {
  return { name, text: definitions + readLua(file) };
}
