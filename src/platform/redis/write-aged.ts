import { DROPPING } from './keyed-digest.js';
import type { LuaScript } from './redis-port.js';

/*
 * The ledger of a hash tag has a member `<bytes> <key>` for each entry, scored by when it was written, and beside it the
 * sum of all bytes. Entries whose time is over stay in it until their turn comes. A ledger that was lost or spoilt begins
 * anew: what it does not know of goes by its time to live.
 */
const LEDGER = `${DROPPING}
local tag = string.match(KEYS[1], '%b{}')
local ledger, sum = KEYS[#KEYS - 1], KEYS[#KEYS]

local function members(from, to)
  return redis.call('ZRANGE', ledger, from, to, 'WITHSCORES')
end

local function bytesOf(member)
  return tonumber(string.match(member, '^(%d+) ') or '0')
end

local function total()
  if not is(ledger, 'zset') then redis.call('DEL', sum) end
  local kept = tonumber(string.match(textOf(sum, 16) or '0', '^%d+$') or '-1')
  if kept >= 0 then return kept end
  kept = 0
  for at, member in ipairs(members(0, -1)) do
    if at % 2 == 1 then kept = kept + bytesOf(member) end
  end
  return kept
end

-- Gives up one entry; a member that names a key of another tag is not ours.
local function giveUp(member)
  local key = string.match(member, '^%d+ (.+)$')
  if key and string.find(key, tag, 1, true) then redis.call('DEL', key) end
  redis.call('ZREM', ledger, member)
  return bytesOf(member)
end

local function keepSum(bytes, ttl)
  redis.call('DEL', sum)
  redis.call('SET', sum, string.format('%.0f', math.max(0, bytes)), 'PX', ttl)
end
`;

/**
 * Writes one entry, and gives up the oldest of its tag until all fit into their budget.
 *
 * KEYS[1] entry, KEYS[2] ledger, KEYS[3] sum
 * ARGV[1] text, ARGV[2] its time to live in ms, ARGV[3] budget in bytes, ARGV[4] longest life of any entry in ms
 * Result: { 1 written or 0, entries dropped }
 */
export const WRITE_AGED: LuaScript = {
  name: 'aged-write',
  text: `${LEDGER}
-- What Redis needs besides for an entry and its member; measured: 250 to 350 bytes with keys of 70.
local OVERHEAD = 300
local MOST_GIVEN_UP = 500
local budget, life = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function memberOf(length)
  return string.format('%.0f', length + OVERHEAD) .. ' ' .. KEYS[1]
end

local kept, wanted = total(), #ARGV[1] + OVERHEAD
if is(KEYS[1], 'string') then
  local old = memberOf(redis.call('STRLEN', KEYS[1]))
  if redis.call('ZREM', ledger, old) == 1 then kept = kept - bytesOf(old) end
end
for _ = 1, MOST_GIVEN_UP do
  local oldest = members(0, 0)
  if not oldest[1] or (kept + wanted <= budget and tonumber(oldest[2]) > now - life) then break end
  kept = kept - giveUp(oldest[1])
end
if kept + wanted > budget then
  keepSum(kept, life)
  return { 0, dropped }
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZADD', ledger, now, memberOf(#ARGV[1]))
redis.call('PEXPIRE', ledger, life)
keepSum(kept + wanted, life)
return { 1, dropped }
`,
};

/**
 * Gives up the older half of a tag's entries, or all when they are few.
 *
 * KEYS[1] ledger, KEYS[2] sum
 * ARGV[1] longest life of any entry in ms
 * Result: entries left
 */
export const GIVE_UP_AGED: LuaScript = {
  name: 'aged-give-up',
  text: `${LEDGER}
local FEW, MOST = 20, 2000
local kept = total()
if not is(ledger, 'zset') then return 0 end
local count = redis.call('ZCARD', ledger)
local some = members(0, math.min(MOST, count <= FEW and count or math.ceil(count / 2)) - 1)
for at = 1, #some, 2 do kept = kept - giveUp(some[at]) end
keepSum(kept, ARGV[1])
return redis.call('ZCARD', ledger)
`,
};
