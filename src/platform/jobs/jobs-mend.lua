-- Deletes what cannot be ours among the keys of one kind: keys of another type, settings that we never make, and jobs that
-- cannot be read. One of these would stop the kind for good.
--
-- KEYS[1] wait, KEYS[2] active, KEYS[3] paused (lists), KEYS[4] prioritized, KEYS[5] delayed, KEYS[6] marker,
-- KEYS[7] completed, KEYS[8] failed, KEYS[9] repeat (sorted sets), KEYS[10] stalled (set), KEYS[11] meta (hash),
-- KEYS[12] events (stream), KEYS[13] id, KEYS[14] pc (counters), KEYS[15] stalled-check (text), KEYS[16] limiter (text)
-- Result: dropped

local MOST, LONGEST_CHECK_MS = 1000, 60000
local types = { 'list', 'list', 'list', 'zset', 'zset', 'zset', 'zset', 'zset', 'zset', 'set', 'hash', 'stream',
  'string', 'string', 'string', 'string' }
local ours = {}
for at, wanted in ipairs(types) do ours[at] = is(KEYS[at], wanted) end

for at = 13, 14 do
  if ours[at] and not string.match(textOf(KEYS[at], 20) or '', '^%d+$') and redis.call('EXISTS', KEYS[at]) == 1 then
    drop(KEYS[at])
  end
end
if ours[15] then
  local left = redis.call('PTTL', KEYS[15])
  if left < 0 or left > LONGEST_CHECK_MS then drop(KEYS[15]) end
end
if ours[16] then drop(KEYS[16]) end
if ours[11] then
  dropped = dropped + redis.call('HDEL', KEYS[11], 'paused', 'concurrency', 'max', 'duration')
end

local prefix = string.sub(KEYS[1], 1, -5)
local function readable(key)
  local found = redis.call('TYPE', key).ok
  if found ~= 'hash' then return false end
  local data = redis.call('HGET', key, 'data')
  if not data or not string.match(data, '^"1%.%d+%.[%w_-]+%.[%w_-]+%.[%w_-]+"$') then return false end
  for _, field in ipairs({ 'opts', 'progress', 'returnvalue', 'stacktrace' }) do
    local text = redis.call('HGET', key, field)
    if text and not pcall(cjson.decode, text) then return false end
  end
  return true
end
for at = 1, 5 do
  local ids = {}
  if ours[at] then
    ids = at <= 3 and redis.call('LRANGE', KEYS[at], 0, MOST - 1) or redis.call('ZRANGE', KEYS[at], 0, MOST - 1)
  end
  for _, id in ipairs(ids) do
    local key = prefix .. id
    if string.sub(id, 1, 2) ~= 'j-' or not readable(key) then
      redis.call(at <= 3 and 'LREM' or 'ZREM', KEYS[at], unpack(at <= 3 and { 0, id } or { id }))
      if string.sub(id, 1, 2) == 'j-' then redis.call('DEL', key, key .. ':lock') end
      dropped = dropped + 1
    end
  end
end
return dropped
