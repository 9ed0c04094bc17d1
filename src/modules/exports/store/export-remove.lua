-- Forgets a record.
--
-- KEYS[1] record, KEYS[2] active, KEYS[3] mark of a forgotten export, KEYS[4] and on: index of the owner
-- ARGV[1] id, ARGV[2] how long the mark stays in ms
-- Result: { 1 there was one or 0 there was none, dropped }

forgetActive(KEYS[2], ARGV[1])
for at = 4, #KEYS do
  if is(KEYS[at], 'zset') then redis.call('ZREM', KEYS[at], ARGV[1]) end
end
redis.call('DEL', KEYS[3])
redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
return { redis.call('DEL', KEYS[1]), dropped }
