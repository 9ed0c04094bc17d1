-- ARGV[1] time to live in ms, ARGV[2] and on: name and sealed content of each piece
-- Result: { dropped }

is(KEYS[2], 'hash')
for at = 2, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return { dropped }
