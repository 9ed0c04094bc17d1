import { DROPPING, MARKED } from '../../../platform/redis/keyed-digest.js';
import { luaScript, readLua } from '../../../platform/redis/lua-script.js';
import type { LuaScript } from '../../../platform/redis/redis-port.js';

/** Longest text of a record or claim, in bytes. A choice: a record with all the failures it lists has a tenth of it. */
export const MOST_RECORD_BYTES = 262_144;

const RECORDS =
  `${DROPPING}local MOST_BYTES = ${MOST_RECORD_BYTES}\n` +
  readLua(new URL('./export-records.lua', import.meta.url));

/** The script of the file `<name>.lua` beside this one, with the functions of `before` in front of it. */
const script = (name: string, before = ''): LuaScript =>
  luaScript(name, new URL(`./${name}.lua`, import.meta.url), before);

export const CREATE_EXPORT = script('export-create', RECORDS);
export const REPLACE_EXPORT = script('export-replace', RECORDS);
export const REMOVE_EXPORT = script('export-remove', RECORDS);
export const UNLIST_EXPORT = script('export-unlist', RECORDS);
export const LIST_EXPORTS = script('export-list', RECORDS);
export const RESTORE_EXPORT = script('export-restore', RECORDS);
export const EXPORTS_UNDER_WAY = script('export-under-way', RECORDS);
export const RETIRE_EXPORT = script('export-retire', RECORDS);
const ROOM = DROPPING + MARKED + readLua(new URL('./export-room.lua', import.meta.url));
export const RESERVE_ROOM = script('export-reserve', ROOM);
export const RELEASE_ROOM = script('export-release-room', ROOM);
