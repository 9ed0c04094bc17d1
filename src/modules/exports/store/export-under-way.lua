-- Exports that are under way. Those whose record is gone are dropped on the way.
--
-- KEYS[1] active
-- ARGV[1] most
-- Result: { dropped, then ids }

local found = { 0 }
local ids = is(KEYS[1], 'hash') and redis.call('HKEYS', KEYS[1]) or {}
for _, id in ipairs(ids) do
  if #found > tonumber(ARGV[1]) then break end
  if redis.call('EXISTS', tagOf(KEYS[1]) .. ':record:' .. id) == 1 then
    found[#found + 1] = id
  else
    redis.call('HDEL', KEYS[1], id)
  end
end
found[1] = dropped
return found
