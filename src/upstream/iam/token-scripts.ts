import { luaScript, readLua } from '../../platform/redis/lua-script.js';

const ENTRY = readLua(new URL('./token-entry.lua', import.meta.url));

export const READ_ENTRY = luaScript('token-read', new URL('./token-read.lua', import.meta.url), ENTRY);

export const CLAIM_TOKEN = luaScript('token-claim', new URL('./token-claim.lua', import.meta.url), ENTRY);

export const WRITE_TOKEN = luaScript('token-write', new URL('./token-write.lua', import.meta.url), ENTRY);

export const EXTEND_LEASE = luaScript('lease-extend', new URL('./lease-extend.lua', import.meta.url));
