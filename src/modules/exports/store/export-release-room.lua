-- Gives back the room of a claim.
--
-- KEYS[1] room
-- ARGV[1] name, ARGV[2] now in Unix ms, ARGV[3] keys of the mark
-- Result: { 1 there was a claim or 0 there was none, dropped, bytes still claimed, ms until the last of them ends }

local now = tonumber(ARGV[2])
local found = is(KEYS[1], 'hash') and redis.call('HDEL', KEYS[1], ARGV[1]) or 0
local bytes, last = claimed(KEYS[1], '', now, ARGV[3])
return { found, dropped, bytes, last - now }
