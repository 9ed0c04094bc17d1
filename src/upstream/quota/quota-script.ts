import { DROPPING, MARKED } from '../../platform/redis/keyed-digest.js';
import { QUOTA_RULES } from '../../resilience/quota-rules.js';
import { luaScript } from '../../platform/redis/lua-script.js';

/** Grants kept in Redis for each key; a limit above it is held to the same rate over a part of its window. */
const MAX_KEPT = 20_000;

const RULES = Object.entries(QUOTA_RULES)
  .map(([name, value]) => `local ${name} = ${value}`)
  .join('\n');

export const QUOTA = luaScript(
  'quota',
  new URL('./quota.lua', import.meta.url),
  `${DROPPING}${MARKED}${RULES}\nlocal MAX_KEPT = ${MAX_KEPT}\n`,
);
