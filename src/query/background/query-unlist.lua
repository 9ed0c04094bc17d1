-- Takes an id that is no query of the owner out of an index and off the active ones.
--
-- KEYS[1] index of the owner or active
-- ARGV[1] id, ARGV[2] 'zset' for an index, 'hash' for the active ones
-- Result: { dropped }

if is(KEYS[1], ARGV[2]) then redis.call(ARGV[2] == 'hash' and 'HDEL' or 'ZREM', KEYS[1], ARGV[1]) end
return { dropped }
