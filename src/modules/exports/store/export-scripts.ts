import { DROPPING, MARKED } from '../../../platform/redis/keyed-digest.js';
import { luaScript, readLua } from '../../../platform/redis/lua-script.js';

/** Longest text of a record or claim, in bytes; choice: a record with all the failures it lists has a tenth of it. */
export const MOST_RECORD_BYTES = 262_144;

const COMMON =
  `${DROPPING}local MOST_BYTES = ${MOST_RECORD_BYTES}\n` +
  readLua(new URL('./export-records.lua', import.meta.url));

export const CREATE_EXPORT = luaScript(
  'export-create',
  new URL('./export-create.lua', import.meta.url),
  COMMON,
);

export const REPLACE_EXPORT = luaScript(
  'export-replace',
  new URL('./export-replace.lua', import.meta.url),
  COMMON,
);

export const REMOVE_EXPORT = luaScript(
  'export-remove',
  new URL('./export-remove.lua', import.meta.url),
  COMMON,
);

export const UNLIST_EXPORT = luaScript(
  'export-unlist',
  new URL('./export-unlist.lua', import.meta.url),
  COMMON,
);

export const LIST_EXPORTS = luaScript('export-list', new URL('./export-list.lua', import.meta.url), COMMON);

export const LEASE_EXPORT = luaScript('export-lease', new URL('./export-lease.lua', import.meta.url), COMMON);

export const RELEASE_EXPORT = luaScript('export-release', new URL('./export-release.lua', import.meta.url));

export const ORPHANED_EXPORTS = luaScript(
  'export-orphans',
  new URL('./export-orphans.lua', import.meta.url),
  COMMON,
);

export const RETIRE_EXPORT = luaScript(
  'export-retire',
  new URL('./export-retire.lua', import.meta.url),
  COMMON,
);

export const RESERVE_ROOM = luaScript(
  'export-reserve',
  new URL('./export-reserve.lua', import.meta.url),
  DROPPING + MARKED,
);

export const RELEASE_ROOM = luaScript(
  'export-release-room',
  new URL('./export-release-room.lua', import.meta.url),
  DROPPING,
);
