-- What is known of the pieces from a place on.
--
-- KEYS[1] run
-- ARGV[1] first place, ARGV[2] most
-- Result: { dropped, then `<piece> <rows> <failures> <round>` for each }

local found = { 0 }
if state() then
  local last = math.min(number('pieces'), tonumber(ARGV[1]) + tonumber(ARGV[2])) - 1
  for at = tonumber(ARGV[1]), last do
    found[#found + 1] = redis.call('HGET', KEYS[1], 'o:' .. string.format('%.0f', at)) or ''
  end
end
found[1] = dropped
return found
