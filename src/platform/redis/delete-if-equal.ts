import { luaScript } from './lua-script.js';

export const DELETE_IF_EQUAL = luaScript(
  'delete-if-equal',
  new URL('./delete-if-equal.lua', import.meta.url),
);
