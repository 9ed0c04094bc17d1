import { DROPPING } from '../../platform/redis/keyed-digest.js';
import { luaScript, readLua } from '../../platform/redis/lua-script.js';
import type { LuaScript } from '../../platform/redis/redis-port.js';

/** Longest text of a record or claim, in bytes. A choice: the longest filters that fit into a request take a tenth. */
const MOST_RECORD_BYTES = 1_048_576;

const RUN =
  `${DROPPING}local MOST_BYTES = ${MOST_RECORD_BYTES}\n` +
  readLua(new URL('./query-run.lua', import.meta.url));

/** The script of the file `<name>.lua` beside this one, behind the functions that all of them use. */
const script = (name: string): LuaScript => luaScript(name, new URL(`./${name}.lua`, import.meta.url), RUN);

export const CREATE_QUERY = script('query-create');
export const READ_QUERY = script('query-read');
export const START_QUERY = script('query-start');
export const STAGE_PIECE = script('query-stage');
export const COMMIT_CHUNK = script('query-commit');
export const END_QUERY = script('query-end');
export const RUN_AGAIN = script('query-again');
export const OPEN_CHUNKS = script('query-open');
export const LIST_PIECES = script('query-pieces');
export const REMOVE_QUERY = script('query-remove');
export const LIST_QUERIES = script('query-list');
export const UNLIST_QUERY = script('query-unlist');
export const ACTIVE_QUERIES = script('query-active');
