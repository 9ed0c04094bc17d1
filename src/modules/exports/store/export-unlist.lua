-- Takes one id out of an index, because its record has another owner.
--
-- KEYS[1] index
-- ARGV[1] id
-- Result: { 1 it was there or 0, dropped }

return { is(KEYS[1], 'zset') and redis.call('ZREM', KEYS[1], ARGV[1]) or 0, dropped }
