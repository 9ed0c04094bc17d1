import type { LuaScript } from '../../platform/redis/redis-port.js';

/*
 * An entry is `1.<generation>.<key id>.<iv>.<body>` with a time to live; see CacheCipher. What is not (random bytes,
 * another type, no time to live, a generation from the future, a body no token can have) is dropped where it is met.
 *
 * entry(key, now) -> text or false, generation, milliseconds left, 1 when something was dropped
 */
const ENTRY = `
local MAX_BYTES = 65536
local MAX_AHEAD_MS = 86400000

local function clock()
  local now = redis.call('TIME')
  return now[1] * 1000 + math.floor(now[2] / 1000)
end

local function entry(key, now)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return false, 0, 0, 0 end
  if kind == 'string' and redis.call('STRLEN', key) <= MAX_BYTES then
    local text = redis.call('GET', key)
    local digits = string.match(text, '^1%.(%d+)%.[%w_-]+%.[%w_-]+%.[%w_-]+$')
    local left = redis.call('PTTL', key)
    if digits and #digits <= 15 and tonumber(digits) <= now + MAX_AHEAD_MS and left > 0 then
      return text, tonumber(digits), left, 0
    end
  end
  redis.call('DEL', key)
  return false, 0, 0, 1
end
`;

/**
 * Reads one entry.
 *
 * KEYS[1] entry
 * Result: { text or '', milliseconds left, 1 when a poisoned entry was dropped else 0 }
 */
export const READ_ENTRY: LuaScript = {
  name: 'token-read',
  text: `${ENTRY}
local text, _, left, dropped = entry(KEYS[1], clock())
return { text or '', left, dropped }
`,
};

/**
 * In one step: a newer token, else the lease and the generation that goes with it, else who is busy. The generation is
 * the time of Redis in milliseconds, or one more than any seen, so it grows even after FLUSHALL.
 *
 * KEYS[1] token entry, KEYS[2] lease, KEYS[3] fence, KEYS[4] refusal entry
 * ARGV[1] generation the token must exceed, ARGV[2] owner, ARGV[3] lease in milliseconds
 * Result: { 'token', text, milliseconds left, dropped } | { 'lease', generation, refusal text or '', dropped }
 *       | { 'busy', milliseconds at most, '', dropped }
 */
export const CLAIM_TOKEN: LuaScript = {
  name: 'token-claim',
  text: `${ENTRY}
local now = clock()
local after, owner, leaseMs = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local text, generation, left, dropped = entry(KEYS[1], now)
if text and generation > after then return { 'token', text, left, dropped } end

local held = redis.call('PTTL', KEYS[2])
-- A lease without an end, or far longer than any, is not one of ours.
if held > 0 and held <= leaseMs * 4 then return { 'busy', held, '', dropped } end

local fence = 0
if redis.call('TYPE', KEYS[3]).ok == 'string' then
  local digits = string.match(redis.call('GETRANGE', KEYS[3], 0, 16), '^%d+$')
  if digits and tonumber(digits) <= now + MAX_AHEAD_MS then fence = tonumber(digits) end
end
local next = math.max(now, fence + 1, generation + 1, after + 1)
-- A full server takes what follows from a script that has written already.
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[2], owner, 'PX', leaseMs)
redis.call('SET', KEYS[3], string.format('%.0f', next), 'PX', 86400000)
local refusal, _, _, bad = entry(KEYS[4], now)
return { 'lease', string.format('%.0f', next), refusal or '', math.max(dropped, bad) }
`,
};

/**
 * Stores a token unless one as new is there, and clears the slot's refusal.
 *
 * KEYS[1] token entry, KEYS[2] refusal entry
 * ARGV[1] generation, ARGV[2] text, ARGV[3] time to live in milliseconds
 * Result: 1 stored, 0 refused as older
 */
export const WRITE_TOKEN: LuaScript = {
  name: 'token-write',
  text: `${ENTRY}
local text, generation = entry(KEYS[1], clock())
if text and generation >= tonumber(ARGV[1]) then return 0 end
-- A full server takes what follows from a script that has written already.
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`,
};

/**
 * Keeps a lease.
 *
 * KEYS[1] lease
 * ARGV[1] owner, ARGV[2] milliseconds from now
 * Result: 1 kept, 0 it is another's or nobody's
 */
export const EXTEND_LEASE: LuaScript = {
  name: 'lease-extend',
  text: `
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`,
};
