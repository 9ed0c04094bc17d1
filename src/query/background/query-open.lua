-- Chunks that were given out and are not done.
--
-- KEYS[1] run
-- Result: { dropped, chunks }

local found = { 0 }
if state() == 'running' then
  for chunk = 0, number('fed') - 1 do
    if redis.call('HEXISTS', KEYS[1], 'c:' .. string.format('%.0f', chunk)) == 0 then found[#found + 1] = chunk end
  end
end
found[1] = dropped
return found
