import { luaScript } from './lua-script.js';

export const READ_AGED = luaScript('aged-read', new URL('./aged-read.lua', import.meta.url));
