-- ARGV names of pieces
-- Result: { dropped }

if is(KEYS[2], 'hash') then
  for at = 1, #ARGV do redis.call('HDEL', KEYS[2], ARGV[at]) end
end
return { dropped }
