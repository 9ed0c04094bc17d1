-- Stores a token unless one as new is there, and clears the slot's refusal.
--
-- KEYS[1] token entry, KEYS[2] refusal entry
-- ARGV[1] generation, ARGV[2] text, ARGV[3] time to live in milliseconds
-- Result: 1 stored, 0 refused as older

local text, generation = entry(KEYS[1], clock())
if text and generation >= tonumber(ARGV[1]) then return 0 end
-- A full server takes what follows from a script that has written already.
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
