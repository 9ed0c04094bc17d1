import { DROPPING } from './keyed-digest.js';
import { luaScript, readLua } from './lua-script.js';

const LEDGER = DROPPING + readLua(new URL('./ledger.lua', import.meta.url));

export const WRITE_AGED = luaScript('aged-write', new URL('./aged-write.lua', import.meta.url), LEDGER);

export const GIVE_UP_AGED = luaScript('aged-give-up', new URL('./aged-give-up.lua', import.meta.url), LEDGER);
