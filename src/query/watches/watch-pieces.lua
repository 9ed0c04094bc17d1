-- ARGV names of pieces
-- Result: { dropped, then the sealed contents, '' where there is none }

local found = { 0 }
local ours = is(KEYS[2], 'hash')
for at = 1, #ARGV do found[at + 1] = ours and redis.call('HGET', KEYS[2], ARGV[at]) or '' end
found[1] = dropped
return found
