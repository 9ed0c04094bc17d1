-- Forgets a query and all that is kept of it.
--
-- KEYS[1] run, KEYS[2] record, KEYS[3] active, KEYS[4] room, KEYS[5] and on: indexes of the owner
-- ARGV[1] id, ARGV[2] and on: names of blocks
-- Result: { dropped }

local function under(name)
  return string.gsub(KEYS[1], ':run:', ':' .. name .. ':') .. ':'
end
if state() then
  local pieces = under('piece')
  for at = 0, number('pieces') - 1 do
    local piece = redis.call('HGET', KEYS[1], 'o:' .. string.format('%.0f', at))
    local name = piece and string.match(piece, '^%S+')
    if name then redis.call('DEL', pieces .. name) end
  end
end
local blocks = under('block')
for at = 2, #ARGV do redis.call('DEL', blocks .. ARGV[at]) end
redis.call('DEL', KEYS[1], KEYS[2])
forgetActive(KEYS[3], ARGV[1])
if is(KEYS[4], 'hash') then redis.call('HDEL', KEYS[4], ARGV[1]) end
for at = 5, #KEYS do
  if is(KEYS[at], 'zset') then redis.call('ZREM', KEYS[at], ARGV[1]) end
end
return { dropped }
