-- The ledger of a hash tag has a member `<bytes> <key>` for each entry; its score is the time of writing. A second key holds
-- the sum of all bytes. Expired entries stay in the ledger until they are the oldest. A ledger that was lost or damaged
-- starts empty: entries that it does not know expire by their time to live.

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

-- Removes one entry. A member with a key of another tag was forged, so its key is not deleted.
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
